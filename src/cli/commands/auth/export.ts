import type { Command } from 'commander';
import { addPassphraseOption, type PassphraseOptions, readPassphrase } from '../../passphrase.ts';
import { addSignInOptions, type SignInOptions, withSignIn } from '../../sign-in.ts';
import type { Terminal } from '../../terminal.ts';
import { fileSink } from '../../text-sink.ts';

interface ExportOptions extends SignInOptions, PassphraseOptions {
  readonly force?: boolean;
}

/** `sqluice auth export <file>`: the sign-in, for another machine. */
export function defineExport(command: Command, terminal: Terminal): void {
  addPassphraseOption(
    addSignInOptions(
      command
        .description('Write the sign-in to a file that opens with a passphrase alone.')
        .argument('<file>', 'a new file; only you may read it'),
    ),
  )
    .option('--force', 'replace the file where there is one')
    .action(async (file: string, options: ExportOptions) => {
      await withSignIn(options, terminal, async (session, signal) => {
        const sink = await fileSink(file, { mode: 0o600, replace: options.force ?? false });
        try {
          const passphrase = await readPassphrase(options, terminal, signal, { twice: true });
          await sink.write(`${(await session.exportText(passphrase)).trimEnd()}\n`);
          await sink.finish();
        } finally {
          await sink.discard();
        }
        const { location } = await session.status();
        terminal.output.write(
          options.json
            ? `${JSON.stringify({ file, location }, null, 2)}\n`
            : `${file} holds the sign-in that is kept in ${location}. It opens with the passphrase: with sqluice auth\nimport, or as OAuthSettingsLocation where OAuthSettingsKey is the passphrase.\n`,
        );
      });
    });
}
