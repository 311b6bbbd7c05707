// Streams one statement and prints, as JSON in MB, the peak of its memory and how much it grew in the last half.
import { connect } from '../dist/index.js';

const [connectionString, sql] = process.argv.slice(2);
const connection = await connect(`${connectionString};RateLimitShare=100`);
const samples = [];
let rows = 0;
for await (const _ of await connection.stream(sql)) {
  if (++rows % 2000 === 0) samples.push(process.memoryUsage.rss() / 1e6);
}
await connection.close();
const quarter = Math.floor(samples.length / 4);
const mean = (part) => part.reduce((sum, value) => sum + value, 0) / part.length;
// The third quarter against the last: what grows steadily shows, what the collector leaves for a while does not.
const growth = mean(samples.slice(3 * quarter)) - mean(samples.slice(2 * quarter, 3 * quarter));
console.log(JSON.stringify({ rows, peak: Math.max(...samples), growth: Math.max(0, growth) }));
