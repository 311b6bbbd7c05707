/** Shapes of statements, by family: what users and their tools write. */

/** One statement, and how its answers may be compared. */
export interface Shape {
  readonly family: string;
  readonly sql: string;
  readonly params?: readonly unknown[];
  /**
   * `rows`: the same rows in any order; `order`: in the same order too; `some`: as many rows, each of them one of
   * those that `without` (the statement without its LIMIT) gives.
   */
  readonly compare: 'rows' | 'order' | 'some';
  readonly without?: string;
}

function rows(family: string, ...statements: readonly string[]): readonly Shape[] {
  return statements.map((sql) => ({ family, sql, compare: 'rows' }));
}

function ordered(family: string, ...statements: readonly string[]): readonly Shape[] {
  return statements.map((sql) => ({ family, sql, compare: 'order' }));
}

function some(family: string, ...statements: readonly (readonly [string, string])[]): readonly Shape[] {
  return statements.map(([without, limit]) => ({
    family,
    sql: `${without} ${limit}`,
    compare: 'some',
    without,
  }));
}

function given(
  family: string,
  ...statements: readonly (readonly [string, ...unknown[]])[]
): readonly Shape[] {
  return statements.map(([sql, ...params]) => ({ family, sql, params, compare: 'rows' }));
}

/** Every shape over the tables of Okta. `pick` gives values that the org has. */
export function oktaShapes(pick: {
  readonly userIds: readonly string[];
  readonly groupIds: readonly string[];
  readonly appIds: readonly string[];
  readonly logins: readonly string[];
  readonly groupName: string;
}): readonly Shape[] {
  const [user = '', other = '', third = ''] = pick.userIds;
  const [group = '', group2 = ''] = pick.groupIds;
  const [app = ''] = pick.appIds;
  const [login = ''] = pick.logins;
  const list = (values: readonly string[]) =>
    values.map((value) => `'${value.replaceAll("'", "''")}'`).join(', ');
  return [
    ...rows(
      'scan',
      'SELECT * FROM Users',
      'SELECT Id, ProfileLogin FROM Users',
      'SELECT * FROM UserTypes',
      'SELECT * FROM UserSchemaAttributes',
      'SELECT * FROM Groups',
      'SELECT * FROM GroupMembers',
      'SELECT * FROM UserGroups',
      'SELECT * FROM GroupRules',
      'SELECT * FROM Apps',
      'SELECT * FROM ApplicationUsers',
      'SELECT * FROM ApplicationGroups',
      'SELECT Uuid, EventType, Published FROM SystemLogs',
      'SELECT 1',
      'SELECT 1 AS one FROM Groups',
      'SELECT okta.Users.Id FROM okta.Users',
      'TABLE UserTypes',
      "VALUES (1, 'a'), (2, NULL)",
    ),
    ...rows(
      'look-up',
      `SELECT Id, Status, ProfileLogin FROM Users WHERE Id = '${user}'`,
      `SELECT Id, Status FROM Users WHERE Id IN ('${user}', '${other}', '${user}', 'nobody')`,
      `SELECT Id FROM Users WHERE ProfileLogin = '${login}'`,
      `SELECT Id FROM Users WHERE ProfileLogin = '${login.toUpperCase()}'`,
      `SELECT Id FROM Users WHERE ProfileEmail = '${login}'`,
      `SELECT Id, ProfileName FROM Groups WHERE Id = '${group}'`,
      `SELECT Id FROM Groups WHERE ProfileName = '${pick.groupName}'`,
      `SELECT Id FROM Groups WHERE ProfileName = '${pick.groupName.toLowerCase()}'`,
      `SELECT Id, Label FROM Apps WHERE Id = '${app}'`,
      `SELECT * FROM GroupMembers WHERE GroupId = '${group}'`,
      `SELECT GroupId, UserId FROM GroupMembers WHERE GroupId IN ('${group}', '${group2}')`,
      `SELECT GroupId FROM UserGroups WHERE UserId = '${user}'`,
      `SELECT Id FROM ApplicationUsers WHERE AppId = '${app}'`,
      `SELECT Id FROM ApplicationUsers WHERE AppId = '${app}' AND Id = '${user}'`,
      `SELECT GroupId, Priority FROM ApplicationGroups WHERE AppId = '${app}'`,
      "SELECT Id FROM Users WHERE Id = 'me'",
      `SELECT Id FROM Users WHERE Id = '${login}'`,
      "SELECT Id FROM Users WHERE Id = '../groups'",
      "SELECT Id FROM Users WHERE Id = 'a/b?x#y'",
      "SELECT Id FROM Users WHERE Id = ''",
      'SELECT Id FROM Users WHERE Id = NULL',
      "SELECT GroupId FROM GroupMembers WHERE GroupId = '../users'",
      "SELECT UserId FROM UserGroups WHERE UserId = 'me'",
    ),
    ...rows(
      'filter',
      "SELECT Id FROM Users WHERE Status = 'Active'",
      "SELECT Id FROM Users WHERE Status = 'ACTIVE'",
      "SELECT Id FROM Users WHERE Status <> 'ACTIVE'",
      "SELECT Id FROM Users WHERE Status IN ('staged', 'SUSPENDED', 'Deprovisioned')",
      "SELECT Id FROM Users WHERE Status NOT IN ('ACTIVE', 'STAGED')",
      "SELECT Id FROM Users WHERE Status = 'NO_SUCH_STATUS'",
      "SELECT Id FROM Users WHERE Status = 'ACTIVE' AND Status = 'STAGED'",
      'SELECT Id FROM Users WHERE 1 = 0',
      "SELECT Id FROM Users WHERE Status = 'ACTIVE' AND ProfileDepartment = 'Engineering'",
      "SELECT Id FROM Users WHERE Status = 'ACTIVE' OR ProfileDepartment = 'Engineering'",
      "SELECT Id FROM Users WHERE (Status = 'ACTIVE' AND ProfileCity = 'Berlin') OR (Status = 'STAGED' AND ProfileCity = 'Paris')",
      `SELECT Id FROM Users WHERE Id = '${user}' OR Id = '${other}' OR ProfileLogin = '${login}'`,
      "SELECT Id FROM Users WHERE NOT (Status = 'ACTIVE' OR ProfileDepartment IS NULL)",
      "SELECT Id FROM Users WHERE NOT (Status = 'ACTIVE' AND ProfileDepartment = 'Sales')",
      "SELECT Id FROM Groups WHERE Type = 'okta_group'",
      "SELECT Id FROM Groups WHERE Type IN ('BUILT_IN', 'APP_GROUP')",
      "SELECT Id FROM Apps WHERE Status = 'INACTIVE'",
      "SELECT Id FROM Apps WHERE Status IN ('ACTIVE', 'INACTIVE')",
      "SELECT Id, Label FROM Apps WHERE SignOnMode = 'OPENID_CONNECT' AND Status = 'ACTIVE'",
      "SELECT Id FROM GroupRules WHERE Status = 'Active'",
      "SELECT Uuid FROM SystemLogs WHERE EventType = 'user.session.start' AND OutcomeResult = 'FAILURE'",
      "SELECT Uuid FROM SystemLogs WHERE EventType LIKE 'user.%' AND OutcomeResult <> 'SUCCESS'",
      'SELECT Id, TypeId FROM Users WHERE TypeId IN (SELECT Id FROM UserTypes WHERE "Default")',
      "SELECT Id FROM Users WHERE lower(Status) = 'active'",
      `SELECT Id FROM Users WHERE lower(ProfileLogin) = lower('${login}')`,
      'SELECT Id FROM Users WHERE ProfileFirstName = ProfileLastName OR length(ProfileLogin) > 25',
    ),
    ...rows(
      'NULL logic',
      'SELECT Id FROM Users WHERE ProfileDepartment IS NULL',
      'SELECT Id FROM Users WHERE ProfileDepartment IS NOT NULL',
      'SELECT Id FROM Users WHERE LastLogin IS NULL AND Activated IS NOT NULL',
      "SELECT Id FROM Users WHERE ProfileDepartment IS DISTINCT FROM 'Sales'",
      'SELECT Id FROM Users WHERE ProfileDepartment IS NOT DISTINCT FROM NULL',
      "SELECT Id FROM Users WHERE ProfileDepartment NOT IN ('Sales', NULL)",
      "SELECT Id FROM Users WHERE ProfileDepartment IN ('Sales', NULL)",
      "SELECT Id, coalesce(ProfileDepartment, 'none') d, nullif(ProfileCity, 'Berlin') c FROM Users",
      'SELECT count(*), count(ProfileDepartment), count(DISTINCT ProfileDepartment) FROM Users',
      "SELECT Id FROM Users WHERE (ProfileDepartment = 'Sales') IS NOT TRUE",
    ),
    ...rows(
      'LIKE',
      "SELECT Id FROM Users WHERE ProfileLastName LIKE 'S%'",
      "SELECT Id FROM Users WHERE ProfileLastName LIKE '%n'",
      "SELECT Id FROM Users WHERE ProfileEmail LIKE '%example%'",
      "SELECT Id FROM Users WHERE ProfileLastName LIKE 'S_i%'",
      "SELECT Id FROM Users WHERE ProfileLastName ILIKE 's%'",
      "SELECT Id FROM Users WHERE ProfileLastName NOT LIKE 'S%'",
      "SELECT Id FROM Groups WHERE ProfileName LIKE '100!%%' ESCAPE '!'",
      "SELECT Id FROM Groups WHERE ProfileName LIKE '%!_%' ESCAPE '!'",
      "SELECT Id FROM Groups WHERE starts_with(ProfileName, 'E')",
      "SELECT Id FROM Groups WHERE ProfileName LIKE '%'",
      "SELECT Id FROM Groups WHERE ProfileName LIKE ''",
      "SELECT Uuid FROM SystemLogs WHERE DisplayMessage LIKE '%sign%' AND ActorAlternateId LIKE 'a%'",
      "SELECT Id FROM Users WHERE regexp_matches(ProfileLogin, '^[a-c]')",
      "SELECT Id FROM Users WHERE ProfileLastName BETWEEN 'K' AND 'P'",
    ),
    ...rows(
      'IN lists',
      `SELECT Id FROM Users WHERE Id IN (${list(pick.userIds.slice(0, 1))})`,
      `SELECT Id FROM Users WHERE Id IN (${list(pick.userIds.slice(0, 20))})`,
      `SELECT Id FROM Users WHERE Id IN (${list(Array.from({ length: 2000 }, (_, index) => pick.userIds[index] ?? `nobody${index}`))})`,
      `SELECT Id FROM Users WHERE ProfileLogin IN (${list(pick.logins.slice(0, 20))})`,
      `SELECT Id FROM Groups WHERE Id NOT IN (${list(pick.groupIds.slice(0, 5))})`,
      `SELECT GroupId, count(*) FROM GroupMembers WHERE GroupId IN (${list(pick.groupIds.slice(0, 20))}) GROUP BY GroupId`,
      `SELECT Id FROM Apps WHERE Id IN (${list(pick.appIds.slice(0, 5))})`,
    ),
    ...rows(
      'aggregates',
      'SELECT COUNT(*) FROM Users',
      'SELECT Status, COUNT(*) FROM Users GROUP BY Status',
      'SELECT ProfileDepartment, COUNT(*) AS n, MIN(Created), MAX(LastUpdated) FROM Users GROUP BY 1',
      'SELECT ProfileDepartment, COUNT(*) FROM Users GROUP BY ProfileDepartment HAVING COUNT(*) > 10',
      "SELECT COUNT(*) FILTER (WHERE Status = 'ACTIVE') AS active, COUNT(*) FROM Users",
      'SELECT Status, ProfileDepartment, COUNT(*) FROM Users GROUP BY ROLLUP (Status, ProfileDepartment)',
      'SELECT Status, ProfileDepartment, COUNT(*) FROM Users GROUP BY CUBE (Status, ProfileDepartment)',
      'SELECT Status, ProfileDepartment, COUNT(*), GROUPING(Status) FROM Users GROUP BY GROUPING SETS ((Status), (ProfileDepartment), ())',
      'SELECT SUM(length(ProfileLogin)), AVG(length(ProfileLogin)) FROM Users',
      'SELECT COUNT(*) / 7, 7 / 2, -7 / 2, 7 % 3 FROM Users',
      "SELECT string_agg(Name, ',' ORDER BY Name) FROM UserTypes",
      'SELECT EventType, OutcomeResult, COUNT(*) FROM SystemLogs GROUP BY EventType, OutcomeResult',
      'SELECT bool_or(SelfService), bool_and(SelfService) FROM Apps',
      'SELECT MAX(n) FROM (SELECT GroupId, COUNT(*) n FROM GroupMembers GROUP BY GroupId) t',
    ),
    ...rows(
      'joins',
      'SELECT u.Id, t.Name FROM Users u JOIN UserTypes t ON t.Id = u.TypeId',
      'SELECT g.ProfileName, m.UserId FROM Groups g JOIN GroupMembers m ON m.GroupId = g.Id',
      "SELECT u.ProfileLogin FROM Users u JOIN GroupMembers m ON m.UserId = u.Id JOIN Groups g ON g.Id = m.GroupId WHERE g.ProfileName LIKE 'Okta%'",
      'SELECT g.Id, count(m.UserId) FROM Groups g LEFT JOIN GroupMembers m ON m.GroupId = g.Id GROUP BY g.Id',
      'SELECT g.Id, m.UserId FROM GroupMembers m RIGHT JOIN Groups g ON m.GroupId = g.Id',
      "SELECT g.Id gid, a.AppId FROM Groups g FULL JOIN ApplicationGroups a ON a.GroupId = g.Id AND g.Type = 'OKTA_GROUP'",
      'SELECT t.Name, g.Type FROM UserTypes t CROSS JOIN (SELECT DISTINCT Type FROM Groups) g',
      'SELECT t.Name, a.Label FROM UserTypes t, Apps a WHERE a.Status = t.Name OR length(t.Name) > length(a.Label)',
      'SELECT a.Label, u.ProfileLogin FROM Apps a JOIN ApplicationUsers au ON au.AppId = a.Id JOIN Users u ON u.Id = au.Id',
      "SELECT a.Label, g.ProfileName, count(*) FROM Apps a JOIN ApplicationGroups ag ON ag.AppId = a.Id JOIN Groups g ON g.Id = ag.GroupId JOIN GroupMembers m ON m.GroupId = g.Id JOIN Users u ON u.Id = m.UserId WHERE u.Status = 'ACTIVE' GROUP BY 1, 2",
      'SELECT u.Id, m.Id FROM Users u JOIN Users m ON m.ProfileEmail = u.ProfileManager',
      'SELECT x.Id, y.Id FROM Groups x JOIN Groups y ON x.Created = y.Created AND x.Id < y.Id',
      "SELECT u.Id, l.Uuid FROM Users u LEFT JOIN SystemLogs l ON l.ActorId = u.Id AND l.OutcomeResult = 'FAILURE'",
      `SELECT m.UserId, ug.GroupId FROM GroupMembers m JOIN UserGroups ug ON ug.UserId = m.UserId WHERE m.GroupId = '${group}'`,
      `SELECT ug.GroupId, m.UserId FROM UserGroups ug JOIN GroupMembers m ON m.GroupId = ug.GroupId WHERE ug.UserId = '${user}'`,
      "SELECT u.Id, ug.GroupId FROM Users u JOIN UserGroups ug ON ug.UserId = u.Id WHERE u.Status = 'SUSPENDED'",
      "SELECT Id FROM Groups NATURAL JOIN (SELECT Id FROM Groups WHERE Type = 'BUILT_IN') b",
      "SELECT u.ProfileLogin FROM Users u JOIN GroupMembers m USING (Status) WHERE m.GroupId = '" +
        group +
        "' AND u.Id = m.UserId",
      "SELECT s.Name, t.DisplayName FROM UserTypes t JOIN UserSchemaAttributes s ON s.SchemaId = t.SchemaId WHERE s.Definition = 'CUSTOM'",
      "SELECT g.Id FROM Groups g LEFT JOIN GroupMembers m ON m.GroupId = g.Id AND m.Status = 'ACTIVE' WHERE m.UserId IS NULL",
    ),
    ...rows(
      'subqueries',
      `SELECT Id FROM Users WHERE Id IN (SELECT UserId FROM GroupMembers WHERE GroupId = '${group}')`,
      `SELECT Id FROM Users WHERE Id NOT IN (SELECT UserId FROM GroupMembers WHERE GroupId = '${group}')`,
      "SELECT Id FROM Users u WHERE EXISTS (SELECT 1 FROM GroupMembers m WHERE m.UserId = u.Id AND m.GroupId = '" +
        group +
        "')",
      'SELECT Id FROM Users u WHERE NOT EXISTS (SELECT 1 FROM ApplicationUsers a WHERE a.Id = u.Id)',
      'SELECT Id, (SELECT count(*) FROM GroupMembers m WHERE m.GroupId = g.Id) AS members FROM Groups g',
      'SELECT Id FROM Groups WHERE LastUpdated = (SELECT max(LastUpdated) FROM Groups)',
      "SELECT Id FROM Users WHERE ProfileDepartment = ANY (SELECT ProfileDepartment FROM Users WHERE Status = 'STAGED')",
      'SELECT Id FROM Apps a WHERE 2 < (SELECT count(*) FROM ApplicationGroups ag WHERE ag.AppId = a.Id)',
      "SELECT Id FROM Groups g WHERE Created > ALL (SELECT Created FROM Groups x WHERE x.Type = 'BUILT_IN')",
      'SELECT count(*) FROM (SELECT DISTINCT UserId FROM GroupMembers) d',
      'SELECT g.Id, t.UserId FROM Groups g, LATERAL (SELECT UserId FROM GroupMembers m WHERE m.GroupId = g.Id ORDER BY UserId LIMIT 1) t',
      'SELECT Id FROM Users WHERE TypeId = (SELECT Id FROM UserTypes WHERE NOT "Default" ORDER BY Id LIMIT 1)',
      'SELECT Id FROM Groups g WHERE EXISTS (SELECT 1 FROM ApplicationGroups a WHERE a.GroupId = g.Id) AND NOT EXISTS (SELECT 1 FROM GroupMembers m WHERE m.GroupId = g.Id)',
      `SELECT Id FROM Users WHERE (Status, ProfileDepartment) IN (SELECT Status, ProfileDepartment FROM Users WHERE Id IN ('${user}', '${third}'))`,
    ),
    ...rows(
      'CTE',
      "WITH a AS (SELECT Id FROM Users WHERE Status = 'ACTIVE') SELECT count(*) FROM a",
      'WITH m AS (SELECT GroupId, count(*) n FROM GroupMembers GROUP BY GroupId) SELECT g.ProfileName, m.n FROM Groups g JOIN m ON m.GroupId = g.Id',
      'WITH a AS MATERIALIZED (SELECT * FROM Groups) SELECT x.Id FROM a x JOIN a y ON x.Id = y.Id',
      "WITH Users AS (SELECT 'x' AS Id) SELECT Id FROM Users",
      'WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5) SELECT i, (SELECT count(*) FROM UserTypes) FROM n',
      'WITH RECURSIVE boss(Id, Email, depth) AS (SELECT Id, ProfileEmail, 0 FROM Users WHERE ProfileManager IS NULL UNION ALL SELECT u.Id, u.ProfileEmail, depth + 1 FROM Users u JOIN boss b ON u.ProfileManager = b.Email WHERE depth < 3) SELECT depth, count(*) FROM boss GROUP BY depth',
      "WITH a AS (SELECT Id FROM Users WHERE Status = 'ACTIVE'), b AS (SELECT UserId FROM GroupMembers WHERE GroupId = '" +
        group +
        "') SELECT count(*) FROM a JOIN b ON a.Id = b.UserId",
    ),
    ...rows(
      'set operations',
      "SELECT Id FROM Users WHERE Status = 'ACTIVE' UNION SELECT Id FROM Users WHERE Status = 'STAGED'",
      'SELECT Status FROM Users UNION ALL SELECT Status FROM GroupRules',
      `SELECT Id FROM Users EXCEPT SELECT UserId FROM GroupMembers WHERE GroupId = '${group}'`,
      'SELECT UserId FROM GroupMembers INTERSECT SELECT Id FROM ApplicationUsers',
      "SELECT ProfileDepartment FROM Users WHERE Status = 'ACTIVE' EXCEPT ALL SELECT ProfileDepartment FROM Users WHERE Status = 'STAGED'",
      "SELECT Id, 'user' AS kind FROM Users UNION ALL SELECT Id, 'group' FROM Groups UNION ALL SELECT Id, 'app' FROM Apps",
    ),
    ...rows(
      'windows',
      'SELECT Id, row_number() OVER (PARTITION BY Status ORDER BY Id) FROM Users',
      'SELECT Id, rank() OVER (ORDER BY Created, Id), count(*) OVER (PARTITION BY Type) FROM Groups',
      'SELECT Id FROM (SELECT Id, row_number() OVER (PARTITION BY ProfileDepartment ORDER BY Created DESC, Id) r FROM Users) t WHERE r = 1',
      'SELECT Id, lag(Created) OVER (ORDER BY Created, Id) FROM Groups',
      'SELECT GroupId, UserId, sum(1) OVER (PARTITION BY GroupId ORDER BY UserId ROWS BETWEEN 1 PRECEDING AND CURRENT ROW) FROM GroupMembers',
      'SELECT Id FROM Users QUALIFY row_number() OVER (PARTITION BY ProfileCity ORDER BY Id) <= 2',
    ),
    ...rows(
      'DISTINCT',
      'SELECT DISTINCT Status FROM Users',
      'SELECT DISTINCT ProfileDepartment, ProfileCity FROM Users',
    ),
    ...ordered(
      'DISTINCT',
      'SELECT DISTINCT ON (ProfileDepartment) ProfileDepartment, Id FROM Users ORDER BY ProfileDepartment, Id',
      'SELECT DISTINCT Status FROM Users ORDER BY Status DESC',
    ),
    ...ordered(
      'order',
      'SELECT Id, LastUpdated FROM Users ORDER BY LastUpdated DESC, Id',
      'SELECT Id FROM Users ORDER BY Id LIMIT 5',
      'SELECT Id FROM Users ORDER BY Id DESC LIMIT 5 OFFSET 3',
      'SELECT Id, ProfileDepartment FROM Users ORDER BY ProfileDepartment, Id',
      'SELECT Id, ProfileDepartment FROM Users ORDER BY ProfileDepartment DESC, Id LIMIT 20',
      'SELECT Id, ProfileDepartment FROM Users ORDER BY ProfileDepartment NULLS FIRST, Id LIMIT 20',
      'SELECT ProfileName FROM Groups ORDER BY lower(ProfileName), Id FETCH FIRST 7 ROWS ONLY',
      'SELECT Status, count(*) AS n FROM Users GROUP BY Status ORDER BY n DESC, Status LIMIT 3',
      'SELECT Uuid, Published FROM SystemLogs ORDER BY Published DESC, Uuid LIMIT 10',
      "SELECT LastUpdated FROM Users WHERE Status = 'ACTIVE' ORDER BY LastUpdated DESC LIMIT 5",
      'SELECT LastUpdated FROM Users ORDER BY LastUpdated DESC LIMIT 5',
      'SELECT Created FROM Users ORDER BY Created LIMIT 4 OFFSET 2',
      'SELECT u.Id FROM Users u JOIN UserTypes t ON t.Id = u.TypeId ORDER BY u.Id LIMIT 10',
      '(SELECT Id FROM Users ORDER BY Id LIMIT 2) UNION ALL (SELECT Id FROM Groups ORDER BY Id LIMIT 2) ORDER BY 1',
    ),
    ...some(
      'limit',
      ['SELECT Id FROM Users', 'LIMIT 10'],
      ['SELECT Id FROM Users', 'LIMIT 10 OFFSET 250'],
      ["SELECT Id FROM Users WHERE Status = 'ACTIVE'", 'LIMIT 7'],
      ["SELECT Id FROM Users WHERE ProfileDepartment = 'Sales'", 'LIMIT 3'],
      ['SELECT GroupId, UserId FROM GroupMembers', 'LIMIT 5'],
      ['SELECT Uuid FROM SystemLogs', 'LIMIT 5'],
      ['SELECT Id FROM Users WHERE length(ProfileLogin) > 20', 'LIMIT 4'],
      ['SELECT u.Id, m.GroupId FROM Users u JOIN GroupMembers m ON m.UserId = u.Id', 'LIMIT 6'],
      ['SELECT upper(ProfileName) FROM Groups', 'LIMIT 100000'],
      ['SELECT Id FROM Users', 'LIMIT 0'],
    ),
    ...rows(
      'dates',
      "SELECT Id FROM Users WHERE LastUpdated > '2024-01-01'",
      "SELECT Id FROM Users WHERE LastUpdated >= TIMESTAMPTZ '2024-03-01 12:00:00+02' AND LastUpdated < '2024-09-01'",
      "SELECT Id FROM Users WHERE LastUpdated BETWEEN '2023-06-01' AND '2024-06-01'",
      'SELECT Id FROM Users WHERE LastUpdated = (SELECT max(LastUpdated) FROM Users)',
      "SELECT Id FROM Users WHERE Created < DATE '2022-01-01'",
      "SELECT date_trunc('month', Created) AS m, count(*) FROM Users GROUP BY 1",
      'SELECT extract(year FROM Created) AS y, count(*) FROM Users GROUP BY 1',
      "SELECT Id, Created AT TIME ZONE 'Asia/Tokyo' FROM Users",
      'SELECT Id, Created + INTERVAL 1 DAY, Created::DATE FROM Groups',
      "SELECT Id FROM Users WHERE date_trunc('year', LastUpdated) = '2024-01-01'",
      "SELECT Id FROM Users WHERE LastUpdated > '2024-01-01T00:00:00.0005Z'",
      'SELECT count(*) FROM SystemLogs WHERE Published::DATE = (SELECT max(Published)::DATE FROM SystemLogs)',
    ),
    ...rows(
      'arrays and JSON',
      'SELECT Id, ObjectClass FROM Groups',
      'SELECT Id, ObjectClass->>0 FROM Groups',
      "SELECT Uuid, Target->0->>'id' FROM SystemLogs WHERE Target IS NOT NULL",
      'SELECT Id, json_array_length(Features) FROM Apps',
      "SELECT Uuid, DebugData->>'requestUri' FROM SystemLogs",
      'SELECT Id, unnest(from_json(ObjectClass, \'["VARCHAR"]\')) FROM Groups',
      "SELECT AppId, Id, Profile->>'email' FROM ApplicationUsers",
      `SELECT Id FROM GroupRules WHERE json_contains(ActionsAssignUserToGroupsGroupIds, '"${group}"')`,
      'SELECT list(Id ORDER BY Id) FROM UserTypes',
    ),
    ...given(
      'parameters',
      ['SELECT Id FROM Users WHERE Status = $1', 'Active'],
      ['SELECT Id FROM Users WHERE Status = ? AND ProfileDepartment = ?', 'ACTIVE', 'Sales'],
      ['SELECT Id FROM Users WHERE Id = $1 OR Id = $2 OR Id = $1', user, other],
      ['SELECT Id FROM Users WHERE LastUpdated >= $1', '2024-02-03T04:05:06.789Z'],
      ['SELECT Id FROM Users WHERE length(ProfileLogin) > $1', 20],
      ['SELECT Id FROM Users WHERE $1', true],
      ['SELECT Id FROM Users WHERE ProfileDepartment = $1', null],
      ["SELECT Id FROM Users WHERE ProfileLastName LIKE $1 || '%'", 'S'],
      ['SELECT $1::INTEGER + 1, $2::VARCHAR, $3::DOUBLE', 41, "it's", 2.5],
      ['SELECT Id FROM Groups WHERE ProfileName = ?', "'; DROP TABLE Users; --"],
    ),
    ...rows(
      'expressions',
      "SELECT Id, CASE WHEN Status = 'ACTIVE' THEN 1 ELSE 0 END AS live FROM Users",
      "SELECT ProfileFirstName || ' ' || ProfileLastName AS name FROM Users",
      'SELECT Id, length(ProfileName), upper(ProfileName), substring(ProfileName, 1, 3) FROM Groups',
      "SELECT CAST('12.50' AS DECIMAL(10,2)), 1.5::DOUBLE, 9007199254740993, 'NaN'::DOUBLE",
      `SELECT u.* FROM Users u WHERE u.Id = '${user}'`,
      'SELECT Id, Id, Id AS Id FROM UserTypes',
      "SELECT max(Id), min(Id) FROM Users WHERE Status = 'ACTIVE'",
    ),
  ];
}

/** Shapes over two orgs under the schemas `okta` and `lab`, which have the same tables. */
export const twoSourceShapes: readonly Shape[] = [
  ...rows(
    'two sources',
    'SELECT a.Id, b.Id FROM okta.Users a JOIN lab.Users b ON a.ProfileDepartment = b.ProfileDepartment AND a.ProfileCity = b.ProfileCity',
    'SELECT a.Status, count(*) FROM okta.Users a JOIN lab.Users b ON b.Status = a.Status GROUP BY a.Status',
    'SELECT Id FROM okta.Groups UNION ALL SELECT Id FROM lab.Groups',
    'SELECT ProfileDepartment FROM okta.Users INTERSECT SELECT ProfileDepartment FROM lab.Users',
    'SELECT ProfileName FROM okta.Groups EXCEPT SELECT ProfileName FROM lab.Groups',
    "SELECT Id FROM okta.Users u WHERE EXISTS (SELECT 1 FROM lab.Users l WHERE l.ProfileLastName = u.ProfileLastName AND l.Status = 'ACTIVE')",
    'SELECT Id FROM okta.Users u WHERE ProfileLastName NOT IN (SELECT ProfileLastName FROM lab.Users WHERE ProfileLastName IS NOT NULL)',
    'SELECT g.ProfileName, m.UserId FROM okta.Groups g JOIN lab.Groups h ON h.ProfileName = g.ProfileName JOIN lab.GroupMembers m ON m.GroupId = h.Id',
    'SELECT (SELECT count(*) FROM okta.Users), (SELECT count(*) FROM lab.Users)',
    'SELECT a.Label, b.Label FROM okta.Apps a FULL JOIN lab.Apps b ON a.Label = b.Label',
    "WITH all_users AS (SELECT 'okta' AS org, * FROM okta.Users WHERE Status = 'SUSPENDED' UNION ALL BY NAME SELECT 'lab' AS org, * FROM lab.Users WHERE Status = 'SUSPENDED') SELECT org, count(*) FROM all_users GROUP BY org",
  ),
  ...ordered(
    'two sources',
    'SELECT Id FROM okta.UserTypes UNION ALL SELECT Id FROM lab.UserTypes ORDER BY 1',
  ),
];
