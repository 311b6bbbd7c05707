import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Connection, connect } from '../../../src/index.ts';

let connection: Connection;

beforeAll(async () => {
  // Nothing listens there: what these statements do, they do without the source.
  connection = await connect(
    'okta:Domain=http://127.0.0.1:59999;OAuthClientId=app;OAuthClientSecret=hush-hush;PKCE=Off',
    { env: { XDG_CONFIG_HOME: '/dev/null/nowhere' }, interaction: null },
  );
});

afterAll(() => connection.close());

const failure = (sql: string, params?: readonly unknown[]) =>
  connection.query(sql, params).catch((error: unknown) => error);

describe('procedures', () => {
  it('are there before anything can be discovered', async () => {
    expect(await failure('EXEC RefreshOAuthAccessToken')).toMatchObject({ reason: 'sign_in_needed' });
  });

  it.each([
    ['EXEC GetOAuthAccesToken', 'unknown_procedure', '42883', /Did you mean GetOAuthAccessToken/],
    ["CALL other.GetOAuthAccessToken(Verifier => 'c')", 'unknown_procedure', '42883', /./],
    ["EXEC GetOAuthAccessToken @Verifer = 'c'", 'bad_parameter', '22023', /Did you mean Verifier/],
    ["EXEC GetOAuthAccessToken @AuthMode = 'WEB'", 'bad_parameter', '22023', /Give the code/],
    ["EXEC getoauthaccesstoken AuthMode = 'desktop'", 'bad_parameter', '22023', /./],
    ["EXEC GetOAuthAccessToken @Verifier = 'a', @verifier = 'b'", 'bad_parameter', '22023', /./],
    ["CALL RefreshOAuthAccessToken('a', 'b')", 'bad_parameter', '22023', /./],
  ])('say what is wrong with a call: %s', async (sql, reason, code, hint) => {
    expect(await failure(sql)).toMatchObject({ reason, code, hint: expect.stringMatching(hint) });
  });

  it('count their parameters', async () => {
    expect(await failure('EXEC GetOAuthAccessToken @Verifier = $1')).toMatchObject({
      reason: 'parameter_count',
      code: '07001',
    });
    expect(await failure('EXEC GetOAuthAccessToken @Verifier = $1', ['a', 'b'])).toMatchObject({
      reason: 'parameter_count',
    });
  });

  it('leave functions of the engine to the engine', async () => {
    const { rows } = await connection.query('SELECT * FROM range(3)');
    expect(rows).toHaveLength(3);
  });

  it('show no secret in their errors', async () => {
    const errors = [await failure("EXEC RefreshOAuthAccessToken @OAuthRefreshToken = 'refresh-secret'")];
    expect(errors[0]).toMatchObject({ reason: 'unreachable' });
    expect(JSON.stringify(errors) + String(errors[0])).not.toMatch(/refresh-secret|hush-hush/);
  });
});
