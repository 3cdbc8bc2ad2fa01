/** The first page. */
export const messages = {
  "home.title": "Home",
  "home.needs": "Needs you",
  "home.needs.none": "Nothing needs you.",
  "home.need.connection": "{title}: work waits until the account is connected again",
  "home.need.brake": "{count, plural, one {# delete waits} other {# deletes wait}} for your word",
  "home.need.parked": "{count, plural, one {# record is} other {# records are}} set aside: {title}",
  "home.need.parked.plain": "{count, plural, one {# record is} other {# records are}} set aside",
  "home.need.conflicts": "{count, plural, one {# conflict} other {# conflicts}} about {field}",
  "home.need.conflicts.whole": "{count, plural, one {# conflict} other {# conflicts}} about whole records",
  "home.need.token": "The token ends on {at}",
  "home.unnamed": "A record without a name",
  "home.tiles": "Contacts by state",
  "home.tile.total": "Contacts",
  "home.figure": "{count, number}",
  "home.activity": "Newest activity",
  "home.activity.none": "Nothing has happened yet. Change a contact on either side, and it shows here.",
} as const;
