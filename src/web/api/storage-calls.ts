import { doctorView, storageView, type DoctorView, type StorageView } from "#contract/storage.ts";
import { post, request } from "./request.ts";

export const fetchStorage = async (): Promise<StorageView> => storageView.parse(await request("/storage"));
export const runDoctor = async (): Promise<DoctorView> => doctorView.parse(await post("/storage/check"));
