import type { ExplainedScan, Explanation, Statistics } from '../index.ts';
import { visibleText } from './formats/visible-text.ts';
import type { Style } from './style.ts';

type Calls = Explanation['calls'];

const lanes: Readonly<Record<Explanation['lane'], string>> = {
  direct: 'direct lane: pages become rows without the engine',
  engine: 'engine lane: the engine runs the statement over what is fetched',
};

/** An explanation for people: the lane, each scan with its requests, and what it cost if it was run. */
export function explanationText(explanation: Explanation, style: Style): string {
  const { lane, calls, steps, warnings, stats } = explanation;
  return [
    `${style.bold(callCount(calls))}, ${lanes[lane]}`,
    ...steps.map((step) => scanText(step, stats, style)),
    ...warnings.map((warning) => `${style.yellow('warning:')} ${visibleText(warning)}`),
    ...(stats ? [statisticsText(stats)] : []),
  ].join('\n\n');
}

/** What a statement cost, in one line. */
export function statisticsText(stats: Statistics): string {
  const parts = [
    count(stats.rowsReturned, 'row'),
    count(stats.requests, 'request'),
    count(stats.pages, 'page'),
    `${count(stats.rowsFetched, 'row')} fetched`,
    stats.retries > 0 ? count(stats.retries, 'retry', 'retries') : undefined,
    stats.waitedMs >= 1000 ? `waited ${seconds(stats.waitedMs)}` : undefined,
    seconds(stats.milliseconds),
  ];
  return parts.filter((part) => part !== undefined).join(', ');
}

function scanText(scan: ExplainedScan, stats: Statistics | undefined, style: Style): string {
  const title = `${scan.stage}. ${style.bold(`${scan.source}.${scan.table}`)} by ${scan.read}: ${callCount(scan.calls)}`;
  const facts: readonly (readonly [string, readonly string[]])[] = [
    ['keys', scan.keysFrom === undefined ? [] : [scan.keysFrom]],
    ['columns', scan.columns.length > 0 ? [scan.columns.join(', ')] : []],
    ['pushed', scan.pushed],
    ['remaining', scan.remaining],
    ['requests', scan.requests],
    ['did', stats ? [didText(scan, stats)] : []],
    ['note', scan.eventual ? ['the answer may lag behind writes at the source'] : []],
  ];
  const lines = facts.flatMap(([label, texts]) =>
    texts.map((text, index) => `   ${style.dim((index === 0 ? label : '').padEnd(9))} ${visibleText(text)}`),
  );
  return [title, ...lines].join('\n');
}

/** What was fetched for a table; two scans of one table are one fetch and show the same. */
function didText({ source, table }: ExplainedScan, { scans }: Statistics): string {
  const own = scans.filter((scan) => scan.source === source && scan.table === table);
  const sum = (of: 'requests' | 'rows') => own.reduce((total, scan) => total + scan[of], 0);
  return `${count(sum('requests'), 'request')}, ${count(sum('rows'), 'row')}`;
}

function callCount({ count: number, atLeast }: Calls): string {
  return `${atLeast ? 'at least ' : ''}${count(number, 'request')}`;
}

function count(number: number, noun: string, plural = `${noun}s`): string {
  return `${number.toLocaleString('en')} ${number === 1 ? noun : plural}`;
}

function seconds(milliseconds: number): string {
  return milliseconds < 1000 ? `${Math.round(milliseconds)} ms` : `${(milliseconds / 1000).toFixed(1)} s`;
}
