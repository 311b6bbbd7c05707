import { code, generated, markdownTable } from './markdown.mjs';

const families = {
  connection: ['ConnectionError', 'Connecting, and what is needed to connect'],
  authorization: ['AuthorizationError', 'Sign-in and permissions'],
  query: ['QueryError', 'The SQL text'],
  unsupported: ['NotSupportedError', 'What is not offered'],
  data: ['DataError', 'Values'],
  source: ['SourceError', 'The source'],
  cancelled: ['CancelledError', 'Cancelled and out of time'],
  internal: ['InternalError', 'The process and the driver itself'],
};

/** Every reason an error can have, by family. */
export function errorsPage(reasons) {
  const sections = Object.entries(families).map(([kind, [name, title]]) => {
    const rows = Object.entries(reasons)
      .filter(([, facts]) => facts.kind === kind)
      .map(([reason, { code: state, retryable, meaning, remedy }]) => [
        code(reason),
        code(state),
        retryable ? 'yes' : '',
        meaning,
        remedy,
      ]);
    const table = markdownTable(['Reason', 'SQLSTATE', 'Retry', 'What happened', 'What to do'], rows);
    return `## ${title}: ${code(name)}\n\n${table}`;
  });
  return `${generated}
# Errors

Every face throws one kind of error, ${code('DriverError')}, in the subclasses below. ${code('code')} is the SQLSTATE,
${code('reason')} the finer name that stays the same from version to version: programs match on these two, never on the
text. ${code('detail')} and ${code('hint')} say more, ${code('position')} is the place in the SQL text (in characters, from 1),
${code('source')} tells the table, method, URL, status, error code and request id of the source. ${code('retryable')} is true
where the same call may succeed later unchanged ("Retry" below). No error holds a secret or a token.

${sections.join('\n')}`;
}
