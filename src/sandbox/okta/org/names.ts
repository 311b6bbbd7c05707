/** Words that people, places and groups are made of. Names stand with the ASCII form that logins use. */

export const firstNames: readonly (readonly [string, string])[] = [
  ['Ada', 'ada'],
  ['Grace', 'grace'],
  ['Zoë', 'zoe'],
  ['José', 'jose'],
  ['Łukasz', 'lukasz'],
  ['Søren', 'soren'],
  ['美咲', 'misaki'],
  ['健太', 'kenta'],
  ['Chloé', 'chloe'],
  ['Björn', 'bjorn'],
  ['Anaïs', 'anais'],
  ['Mei', 'mei'],
  ['Omar', 'omar'],
  ['Priya', 'priya'],
  ['Kwame', 'kwame'],
  ['Ingrid', 'ingrid'],
  ['Mateo', 'mateo'],
  ['Olga', 'olga'],
  ['Hana', 'hana'],
  ['Tomás', 'tomas'],
  ['Aoife', 'aoife'],
  ['Dmitri', 'dmitri'],
  ['Fatima', 'fatima'],
  ['George', 'george'],
  ['Iris', 'iris'],
  ['Jamal', 'jamal'],
  ['Kateřina', 'katerina'],
  ['Leïla', 'leila'],
  ['Mary Ann', 'maryann'],
  ['Noah', 'noah'],
  ['Paul', 'paul'],
  ['Quinn', 'quinn'],
];

export const lastNames: readonly (readonly [string, string])[] = [
  ['Lovelace', 'lovelace'],
  ['Hopper', 'hopper'],
  ['Müller', 'mueller'],
  ["O'Brien", 'obrien'],
  ['García', 'garcia'],
  ['Nowak', 'nowak'],
  ['Kierkegaard', 'kierkegaard'],
  ['佐藤', 'sato'],
  ['高橋', 'takahashi'],
  ['Dubois', 'dubois'],
  ['Åkesson', 'akesson'],
  ['Chen', 'chen'],
  ['Haddad', 'haddad'],
  ['Iyer', 'iyer'],
  ['Mensah', 'mensah'],
  ['Nilsen', 'nilsen'],
  ['Silva', 'silva'],
  ['Petrova', 'petrova'],
  ['Kim', 'kim'],
  ['van der Berg', 'vanderberg'],
  ['Fitzgerald-Jones', 'fitzgeraldjones'],
  ['Smith', 'smith'],
  ["D'Angelo", 'dangelo'],
  ['Nguyễn', 'nguyen'],
  ['Novák', 'novak'],
  ['Khan', 'khan'],
  ['Taylor', 'taylor'],
  ['Roux', 'roux'],
  ['Young', 'young'],
];

/** Departments with their share of the people, in percent. The names hold what breaks quoting and LIKE. */
export const departments: readonly (readonly [string, number])[] = [
  ['Engineering', 30],
  ['Sales', 20],
  ['Customer Support', 14],
  ['Marketing', 10],
  ['Finance', 8],
  ['People & Culture', 6],
  ['R&D, Labs', 5],
  ['IT "Core"', 4],
  ['100%_Remote', 2],
  ["Women's Network", 1],
];

export interface Place {
  readonly city: string;
  readonly state?: string;
  readonly countryCode: string;
  readonly zipCode: string;
  readonly timezone: string;
  readonly locale: string;
  readonly lat: number;
  readonly lon: number;
}

export const places: readonly Place[] = [
  place('Boston', 'MA', 'US', '02108', 'America/New_York', 'en_US', 42.36, -71.06),
  place('San José', 'CA', 'US', '95112', 'America/Los_Angeles', 'en_US', 37.34, -121.89),
  place('München', undefined, 'DE', '80331', 'Europe/Berlin', 'de_DE', 48.14, 11.58),
  place('İstanbul', undefined, 'TR', '34110', 'Europe/Istanbul', 'tr_TR', 41.01, 28.98),
  place('東京', undefined, 'JP', '100-0001', 'Asia/Tokyo', 'ja_JP', 35.68, 139.69),
  place('São Paulo', 'SP', 'BR', '01001-000', 'America/Sao_Paulo', 'pt_BR', -23.55, -46.63),
  place("St. John's", 'NL', 'CA', 'A1C 5M2', 'America/St_Johns', 'en_CA', 47.56, -52.71),
  place('Bengaluru', 'KA', 'IN', '560001', 'Asia/Kolkata', 'en_IN', 12.97, 77.59),
  place('Dún Laoghaire', undefined, 'IE', 'A96', 'Europe/Dublin', 'en_IE', 53.29, -6.14),
];

export const titles = [
  'Engineer',
  'Senior Engineer',
  'Account Executive',
  'Director, EMEA',
  'Analyst',
  'Head of "Special" Projects',
  'Manager',
  'Intern',
] as const;

export const divisions = ['Americas', 'EMEA', 'APAC', 'Corporate'] as const;

export const skills = [
  'sql',
  'rust',
  'go',
  'negotiation',
  'C++',
  'data, big',
  'people_ops',
  '日本語',
] as const;

export const projects = [
  'Aurora',
  'Basalt',
  'Cobalt',
  'Dorado',
  'Ember',
  'Fjord',
  'Garnet',
  'Halcyon',
  'Iris',
  'Juniper',
] as const;

function place(
  city: string,
  state: string | undefined,
  countryCode: string,
  zipCode: string,
  timezone: string,
  locale: string,
  lat: number,
  lon: number,
): Place {
  return { city, ...(state && { state }), countryCode, zipCode, timezone, locale, lat, lon };
}
