/**
 * Values that real orgs hold and that break careless software; the first users of every org carry them.
 * Each is a patch of the profile; `undefined` takes the attribute away.
 */
type ProfilePatch = Readonly<Record<string, unknown>>;

const curiosities: readonly ProfilePatch[] = [
  {},
  { lastName: 'O\'Brien "Bob"', nickName: "'; DROP TABLE users; --" },
  { department: '100%_Remote', nickName: '100% sure_thing', costCenter: '%' },
  { lastName: 'Smith, Jr.', displayName: 'Smith, "Jr.", A', title: 'a,b;c\td' },
  { nickName: 'C:\\temp\\new', streetAddress: 'Back\\slash Road 1' },
  { streetAddress: 'First line\nSecond line\r\n\tThird', postalAddress: 'PO Box 1\nBoston' },
  { nickName: '🦊', displayName: 'Fox 🦊 Zoë', organization: 'Ωmega ☂ GmbH' },
  { firstName: 'Zoe\u0308', nickName: 'Zoë' },
  { nickName: '', title: '', mobilePhone: '', organization: '' },
  { postalAddress: 'long '.repeat(800).trim(), nickName: 'x'.repeat(2000) },
  { login: 'ops/night@tidewater.example' },
  { login: 'a+b%20c&d=e#f@tidewater.example' },
  { firstName: 'ADA', lastName: 'LOVELACE' },
  { firstName: 'ada', lastName: 'lovelace', department: 'engineering' },
  { nickName: ' padded ', title: 'trailing ', organization: '\u00a0nbsp' },
  { nickName: 'NULL', title: 'null', organization: 'undefined', costCenter: 'NaN' },
  { firstName: 'نور', lastName: 'الهاشمي', displayName: 'نور الهاشمي' },
  // biome-ignore lint/suspicious/noTemplateCurlyInString: the text itself is the curiosity.
  { nickName: '${env:HOME}', title: '{{7*7}} $1 ? :name', organization: '../groups' },
  { firstName: null, lastName: null, displayName: null, department: undefined, locale: undefined },
  { city: 'istanbul', nickName: 'ISTANBUL' },
  { lastName: 'Straße', nickName: 'STRASSE' },
  { employeeNumber: '0', costCenter: '007', zipCode: '00000', nickName: '1e3' },
  { startDate: '1969-12-31T23:59:59.999Z', badgeNumber: -1, hourlyRate: 0, skills: [], floors: [] },
  { startDate: '2024-02-29T12:00:00.000Z', badgeNumber: 2147483647, hourlyRate: 0.1, skills: [''] },
  { badgeNumber: 0, contractor: false, skills: ['sql', 'sql'], ratings: [0.1, -0.5, 1e-7] },
  { nickName: 'isáàc', title: 'ISÁÀC' },
  { nickName: 'isaac', title: 'Isaac' },
];

/** The patch for a user, if it is one of the first. */
export function curiosityOf(ordinal: number): ProfilePatch | undefined {
  return curiosities[ordinal];
}

/** Ordinals of users whose login is not the usual one, by login. */
export const unusualLogins: ReadonlyMap<string, number> = new Map(
  curiosities.flatMap((patch, ordinal) =>
    typeof patch.login === 'string' ? [[patch.login.toLowerCase(), ordinal] as const] : [],
  ),
);
