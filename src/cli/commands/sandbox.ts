import { once } from 'node:events';
import { type Command, InvalidArgumentError } from 'commander';
import type { OktaSandboxOptions } from '../../sandbox/okta/options.ts';
import type { LoggedRequest, Sandbox } from '../../sandbox/sandbox.ts';
import { visibleText } from '../formats/visible-text.ts';
import { withInterrupt } from '../interrupt.ts';
import { type Style, styleFor } from '../style.ts';
import type { Terminal } from '../terminal.ts';

interface SandboxCommandOptions extends OktaSandboxOptions {
  readonly log?: boolean;
  readonly json?: boolean;
}

/** How often the log of the server is looked at, in milliseconds. */
const logInterval = 100;

/** `sqluice sandbox okta`: a local stand-in until Ctrl-C, which is its regular end. */
export function defineSandbox(command: Command, terminal: Terminal): void {
  command
    .command('okta')
    .description('A server on loopback that answers like an Okta org with made-up people.')
    .option('--port <number>', 'port, 0 for any free one', wholeNumber, 0)
    .option('--users <number>', 'how many users', wholeNumber, 5000)
    .option('--groups <number>', 'how many groups', wholeNumber, 200)
    .option('--apps <number>', 'how many apps', wholeNumber, 50)
    .option('--logs <number>', 'how many events in the System Log', wholeNumber, 20_000)
    .option('--latency <ms>', 'milliseconds before each answer', wholeNumber, 20)
    .option('--rate <number>', 'requests a minute for each token and kind of request', wholeNumber, 600)
    .option('--search-lag <ms>', 'milliseconds until a change shows up in search', wholeNumber, 0)
    .option('--seed <number>', 'equal seeds give equal orgs', wholeNumber, 1)
    .option('--log', 'print each request to standard error')
    .option('--json', 'print address and connection strings as one line of JSON')
    .action((options: SandboxCommandOptions) =>
      withInterrupt(terminal, async (signal) => {
        const { startOktaSandbox } = await import('../../sandbox/okta/server.ts');
        const sandbox = await startOktaSandbox(options);
        const style = styleFor(terminal.output, terminal.env);
        terminal.output.write(options.json ? sandboxJson(sandbox) : sandboxText(sandbox, style));
        // The log is emptied even when nobody reads it: a server that runs for days keeps no history.
        const timer = setInterval(() => {
          if (options.log) terminal.errors.write(sandbox.log.map(logLine).join(''));
          sandbox.clearLog();
        }, logInterval);
        try {
          if (!signal.aborted) await once(signal, 'abort');
        } finally {
          clearInterval(timer);
          await sandbox.close();
        }
      }),
    );
}

function sandboxJson({ url, connectionStrings }: Sandbox): string {
  return `${JSON.stringify({ url, connectionStrings })}\n`;
}

function sandboxText({ url, connectionStrings }: Sandbox, style: Style): string {
  const strings = Object.entries(connectionStrings).map(
    ([scheme, text]) => `${style.bold(scheme)}\n${text}\n`,
  );
  return `An Okta stand-in with made-up people at ${url}. Ctrl-C ends it.\n\n${strings.join('\n')}`;
}

function logLine({ at, method, url, status, rows, requestId }: LoggedRequest): string {
  const parts = [new Date(at).toISOString(), method, url, status, `request=${requestId}`];
  return `${visibleText([...parts, ...(rows === undefined ? [] : [`rows=${rows}`])].join(' '))}\n`;
}

function wholeNumber(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError('It takes a whole number.');
  return Number(text);
}
