/** The plainest network: straight to the server, with the trust of Node.js. */
import { Agent } from 'undici';
import type { Network } from '../../../src/network/network.ts';

export function directNetwork(): Network {
  const agent = new Agent({ pipelining: 1, headersTimeout: 0, bodyTimeout: 0 });
  return { dispatcher: async () => agent, warnings: [], close: () => agent.destroy() };
}
