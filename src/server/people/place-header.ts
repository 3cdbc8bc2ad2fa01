/** In which the address a request comes from is handed to the sign-in library; what a client sends under this name is dropped. */
export const PLACE_HEADER = "x-highwire-place";
