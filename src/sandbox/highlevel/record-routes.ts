import { businessRoutes } from "./businesses/business-routes.ts";
import { appointmentNoteRoutes } from "./calendars/appointment-note-routes.ts";
import { appointmentRoutes } from "./calendars/appointment-routes.ts";
import { calendarRoutes } from "./calendars/calendar-routes.ts";
import { enrolmentRoutes } from "./enrolments/enrolment-routes.ts";
import { noteRoutes } from "./notes/note-routes.ts";
import { opportunityRoutes } from "./opportunities/opportunity-routes.ts";
import type { Route } from "./route.ts";
import { taskRoutes } from "./tasks/task-routes.ts";
import { userRoutes } from "./users/user-routes.ts";

/** Operations of all kinds of records but contacts. A literal path stands before one with a parameter in its place. */
export const recordRoutes: readonly Route[] = [
  ...taskRoutes,
  ...noteRoutes,
  ...appointmentRoutes,
  ...appointmentNoteRoutes,
  ...calendarRoutes,
  ...businessRoutes,
  ...opportunityRoutes,
  ...enrolmentRoutes,
  ...userRoutes,
];
