// Running and timing: processes, rounds in turn, medians.
import { fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { Agent, request as httpRequest } from 'node:http';
import { performance } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';

/** Starts the sandbox in its own process. */
export async function startServer(options) {
  const child = fork(fileURLToPath(new URL('server.mjs', import.meta.url)), [JSON.stringify(options)]);
  const [ready] = await once(child, 'message');
  const ask = async (message) => {
    const answer = once(child, 'message');
    child.send(message);
    return (await answer)[0];
  };
  return {
    ...ready,
    clear: () => child.send('clear'),
    log: async () => (await ask('log')).log,
    close: () => child.disconnect(),
  };
}

/** Milliseconds that `work` takes. */
export async function time(work) {
  const before = performance.now();
  await work();
  return performance.now() - before;
}

/**
 * Times several works in turn, A B A B …, after a round that does not count. The median, over the rounds, of the
 * first one's time in times of each other's: a machine that slows down slows both.
 */
export async function inTurn(rounds, works) {
  const times = Object.fromEntries(Object.keys(works).map((name) => [name, []]));
  for (let round = 0; round <= rounds; round++) {
    for (const [name, work] of Object.entries(works)) {
      const taken = await time(work);
      if (round > 0) times[name].push(taken);
    }
  }
  const [first, ...others] = Object.keys(times);
  const ratioTo = (name) => median(times[first].map((taken, round) => taken / times[name][round]));
  return Object.fromEntries(others.map((name) => [name, ratioTo(name)]));
}

/** Fails unless as many came as have to: what is quick because it does less is no figure. */
export function expectCount(what, count, expected) {
  if (count !== expected) throw new Error(`${what}: ${count} instead of ${expected}.`);
}

/** The middle of the values, or the mean of the two in the middle. */
export function median(values) {
  const sorted = [...values].sort((left, right) => left - right);
  const middle = sorted.length / 2;
  return (sorted[Math.ceil(middle) - 1] + sorted[Math.floor(middle)]) / 2;
}

/** The floor: the given pages over node:http with keep-alive and JSON.parse, the next asked for while one is parsed. */
export async function fetchPages({ url, token }, targets) {
  const agent = new Agent({ keepAlive: true, maxSockets: 2 });
  const headers = { authorization: `SSWS ${token}`, accept: 'application/json' };
  let rows = 0;
  let next = fetchText(url + targets[0], agent, headers);
  for (let index = 0; index < targets.length; index++) {
    const text = await next;
    if (index + 1 < targets.length) next = fetchText(url + targets[index + 1], agent, headers);
    rows += JSON.parse(text).length;
  }
  agent.destroy();
  return rows;
}

function fetchText(url, agent, headers) {
  return new Promise((resolve, reject) => {
    httpRequest(url, { agent, headers }, (response) => {
      const chunks = [];
      response.on('data', (chunk) => chunks.push(chunk));
      response.on('end', () => resolve(Buffer.concat(chunks).toString('utf8')));
      response.on('error', reject);
    })
      .on('error', reject)
      .end();
  });
}

/** Runs a program of bench/ and gives what it printed, as JSON. */
export async function runProgram(name, ...args) {
  const file = fileURLToPath(new URL(name, import.meta.url));
  const child = spawn(process.execPath, [file, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  let output = '';
  child.stdout.on('data', (chunk) => {
    output += chunk;
  });
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(`${name} ended with ${code}`);
  return JSON.parse(output);
}

/** Milliseconds of a whole process. */
export async function timeProcess(...args) {
  return time(async () => {
    const child = spawn(process.execPath, args, { stdio: 'ignore' });
    const [code] = await once(child, 'close');
    if (code !== 0) throw new Error(`${args.join(' ')} ended with ${code}`);
  });
}
