import type { Command } from 'commander';
import type { Terminal } from '../terminal.ts';
import { defineExchange } from './auth/exchange.ts';
import { defineExport } from './auth/export.ts';
import { defineImport } from './auth/import.ts';
import { defineLogin } from './auth/login.ts';
import { defineLogout } from './auth/logout.ts';
import { defineRefresh } from './auth/refresh.ts';
import { defineStatus } from './auth/status.ts';
import { defineUrl } from './auth/url.ts';

/** `sqluice auth <verb>`: looks after the sign-in of one source, without asking it for data. */
export function defineAuth(command: Command, terminal: Terminal): void {
  defineLogin(command.command('login'), terminal);
  defineStatus(command.command('status'), terminal);
  defineRefresh(command.command('refresh'), terminal);
  defineLogout(command.command('logout'), terminal);
  defineUrl(command.command('url'), terminal);
  defineExchange(command.command('exchange'), terminal);
  defineExport(command.command('export'), terminal);
  defineImport(command.command('import'), terminal);
}
