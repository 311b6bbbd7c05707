// The sandbox in a process of its own. Started by fork; tells its address, and its requests when asked.
import { startOktaSandbox } from '../dist/sandbox/okta/server.js';

const sandbox = await startOktaSandbox(JSON.parse(process.argv[2] ?? '{}'));
process.send({
  kind: 'ready',
  url: sandbox.url,
  connection: sandbox.connectionStrings.APIToken,
  token: sandbox.tokens.full,
});
process.on('message', (message) => {
  if (message === 'clear') sandbox.clearLog();
  if (message === 'log') process.send({ kind: 'log', log: sandbox.log });
});
process.on('disconnect', () => process.exit());
