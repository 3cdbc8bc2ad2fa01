import type { OwnedKind } from "./contact-records.ts";

/** Behaviours that no document settles, that were seen both ways, or that hurt callers. Each default is the likeliest reading. */
export interface Quirks {
  /** Location setting: a second contact with the same e-mail or phone may be created. Default false. */
  allowDuplicateContact: boolean;
  /** Location setting: the order in which keys are matched. Default e-mail, then phone. */
  duplicateOrder: readonly ("email" | "phone")[];
  /** An update to an e-mail or phone that another contact holds is refused, unless duplicates are allowed. Default true. */
  refusesTakenKeys: boolean;
  /** Status of a create: the documents say 201, recordings 200. Default 201. */
  createStatus: 200 | 201;
  /** Spelling of the success flag under dated versions. Default both, as recorded. */
  successFlag: "both" | "succeded" | "succeeded";
  /** A null clears a field. Default true. */
  clearByNull: boolean;
  /** An empty text clears a field. Default true. */
  clearByEmpty: boolean;
  /** Names are cut to this many characters; null for none. Default null. */
  truncateNamesAt: number | null;
  /** Names are kept in lower case. Default false. */
  lowercaseNames: boolean;
  /** White space at both ends of texts is dropped. Default true. */
  trimTexts: boolean;
  /** How phones are kept. Default `E.164`, as recorded. */
  phoneFormat: "E.164" | "national" | "as-sent";
  /** Unicode form in which names are kept. Default `as-sent`. */
  unicodeForm: "as-sent" | "NFC" | "NFD";
  /** A write that changes nothing moves dateUpdated and sends its event. Default true. */
  idleWritesTell: boolean;
  /** Writes through the API send events, as people's edits do. Default true. */
  apiWritesTell: boolean;
  /** Milliseconds by which search lags behind reads by id. Default 0. */
  indexLagMs: number;
  /** Deleted contacts keep coming back from search. Default false. */
  deletedLinger: boolean;
  /** A merge by a person sends ContactDelete for the contact that vanishes. Default true. */
  mergeTellsDelete: boolean;
  /** What a deleted contact takes along; the rest stays and belongs to nobody. Default everything, as the vendor's page announces. */
  deleteCascades: readonly OwnedKind[];
  /** What goes with a contact sends delete events of its own. Default false. */
  cascadeTells: boolean;
  /** A merge moves what belongs to the contact that vanishes; else it goes as in a deletion. Default true. */
  mergeMoves: boolean;
  /** A change of a task or note moves its contact's dateUpdated. Default false. */
  recordsTouchContact: boolean;
  /** Optional properties take null although the documents do not say so. Default false. */
  takesUndocumentedNull: boolean;
  /** What happens to an assignee whom nobody knows. Default kept. */
  unknownUsers: "kept" | "refused";
  /** Status for an id of nothing, other than a contact's, a task's or a note's. Default 400, the one that is documented. */
  missingStatus: 400 | 404;
  /** How text without markup is kept as the body of a note: as it is, or as the vendor's editor would write it. Default `as-sent`. */
  noteBodies: "as-sent" | "html";
  /** Zone in which a contact's list of appointments tells times: the location's or UTC, both without an offset, or with the offset. Default the location's. */
  contactAppointmentTimes: "location" | "utc" | "offset";
  /** Key of an appointment that is read by id: the documents say `event`, live answers `appointment`. Default `appointment`. */
  appointmentKey: "appointment" | "event";
  /** Answers to appointment writes tell begin and end. Default false, as recorded. */
  appointmentWritesTellTimes: boolean;
  /** Deleted appointments stay in the list of their contact. Default false. */
  deletedAppointmentsShow: boolean;
  /** What updates and deletes of appointments are called in events: their own names, or AppointmentCreate as all examples of the documents show. Default `own`. */
  appointmentEvents: "own" | "always-create";
  /** TaskCreate carries neither contactId nor body. Default true, as seen live. */
  leanTaskCreate: boolean;
  /** Status of the search of tasks: the documents say 200, recordings 201. Default 201. */
  taskSearchStatus: 200 | 201;
  /** Deleted tasks keep coming back from the search, marked as deleted. Default false. */
  deletedTasksShow: boolean;
  /** Within 30 seconds a used refresh token answers with the same new pair. Default true. */
  refreshGrace: boolean;
  /** A refresh token offered again after that ends its whole family. Default false. */
  reuseEndsFamily: boolean;
  /** The redirect carries `state` back. Default true. */
  returnsState: boolean;
  /** A `code_challenge` at consent demands its `code_verifier` at the exchange. Default false. */
  checksPkce: boolean;
  /** The exchange of a code refuses a `code_verifier` as a field that should not be there, with 422. Default false. */
  refusesVerifier: boolean;
  /** Whoever denies is sent back with a code beside the error. Default false. */
  deniesWithCode: boolean;
  /** Answers with tokens name a location of the same company that they do not open. Default false. */
  namesWrongLocation: boolean;
  /** A company's tokens of a location come without a refresh token, as the documents say; seen otherwise. Default false. */
  mintsWithoutRefresh: boolean;
  /** Events are sent again after every failure, not only after 429. Default false. */
  retryAll: boolean;
  /** What the signature header carries. Default a valid one. */
  signature: "valid" | "wrong" | "not-available" | "absent";
  /** Milliseconds by which the vendor's stamps are ahead of time. Limits and tokens are not affected. Default 0. */
  clockSkewMs: number;
}

export const defaultQuirks: Quirks = {
  allowDuplicateContact: false,
  duplicateOrder: ["email", "phone"],
  refusesTakenKeys: true,
  createStatus: 201,
  successFlag: "both",
  clearByNull: true,
  clearByEmpty: true,
  truncateNamesAt: null,
  lowercaseNames: false,
  trimTexts: true,
  phoneFormat: "E.164",
  unicodeForm: "as-sent",
  idleWritesTell: true,
  apiWritesTell: true,
  indexLagMs: 0,
  deletedLinger: false,
  mergeTellsDelete: true,
  deleteCascades: ["tasks", "notes", "appointments", "opportunities"],
  cascadeTells: false,
  mergeMoves: true,
  recordsTouchContact: false,
  takesUndocumentedNull: false,
  unknownUsers: "kept",
  missingStatus: 400,
  noteBodies: "as-sent",
  contactAppointmentTimes: "location",
  appointmentKey: "appointment",
  appointmentWritesTellTimes: false,
  deletedAppointmentsShow: false,
  appointmentEvents: "own",
  leanTaskCreate: true,
  taskSearchStatus: 201,
  deletedTasksShow: false,
  refreshGrace: true,
  reuseEndsFamily: false,
  returnsState: true,
  checksPkce: false,
  refusesVerifier: false,
  deniesWithCode: false,
  namesWrongLocation: false,
  mintsWithoutRefresh: false,
  retryAll: false,
  signature: "valid",
  clockSkewMs: 0,
};
