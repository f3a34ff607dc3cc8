// A long run of four lanes in a real Chromium: MINUTES (20). Prints a JSON line a minute, and ends with 1 if the memory of the
// browser has grown by 5 % or more since the first minute, a worker has gone, or the pace of the last quarter is less than
// 80 % of the first quarter's (a machine that does other work meanwhile fails this).
import {readFileSync} from 'node:fs';
import {startServer, launch, open, lab, sleep} from './helpers.mjs';

const minutes = Number(process.env.MINUTES || 20);
const server = await startServer(), browser = await launch();
const session = await browser.newBrowserCDPSession();

// memory is the resident memory of all processes of the browser, in MB (Linux), without a service that Chromium starts for
// itself after some minutes, whatever is on the page.
async function memory() {
  const {processInfo} = await session.send('SystemInfo.getProcessInfo');
  return processInfo.filter(({type}) => !type.includes('OnDeviceModel')).reduce((sum, {id}) => {
    try {
      return sum + Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${id}/status`, 'utf8'))[1]) / 1024;
    } catch { return sum; } // it has ended
  }, 0);
}

const rows = [], problems = [];
try {
  const page = await open(browser, `${server.url}#v=1&task=srl&backbone=4x64&steps=20000&clock=0&c=prefix-tuning&d=full`);
  const p = lab(page);
  await p.started();
  let before = await p.status(), at = Date.now();
  for (let minute = 1; minute <= minutes; minute++) {
    await sleep(at + 60_000 - Date.now());
    const status = await p.status(), now = Date.now();
    const pace = status.lanes.map((lane, i) => (lane.step - before.lanes[i].step) / (now - at) * 1000);
    rows.push({minute, memory_mb: Math.round(await memory()), steps: status.lanes.map((l) => l.step), steps_per_second: +pace.reduce((a, b) => a + b).toFixed(1)});
    console.log(JSON.stringify(rows.at(-1)));
    for (const lane of status.lanes) if (!['running', 'done'].includes(lane.status)) problems.push(`minute ${minute}: ${lane.method} is ${lane.status} ${lane.message}`);
    [before, at] = [status, now];
    if (status.lanes.some((lane) => lane.status === 'done')) { // once more from the start
      await p.do('reset');
      before = await p.until('all train again', (s) => s.lanes.every((lane) => lane.step > 0 && lane.step < 2000));
      at = Date.now();
    }
  }
  problems.push(...page.errors);
} finally {
  await browser.close();
  server.stop();
}
const first = rows[0], most = Math.max(...rows.slice(1).map((r) => r.memory_mb));
if (most >= first.memory_mb * 1.05) problems.push(`memory grew from ${first.memory_mb} to ${most} MB`);
const quarter = Math.max(rows.length >> 2, 1), mean = (part) => part.reduce((sum, r) => sum + r.steps_per_second, 0) / part.length;
const pace = mean(rows.slice(-quarter)) / mean(rows.slice(0, quarter));
if (pace < 0.8) problems.push(`the pace fell to ${Math.round(100 * pace)} %`);
console.log(JSON.stringify({what: 'soak', minutes, memory_growth_percent: +(100 * (most / first.memory_mb - 1)).toFixed(1), pace_percent: Math.round(100 * pace), problems}));
process.exitCode = problems.length ? 1 : 0;
