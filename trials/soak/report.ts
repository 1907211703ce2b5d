/** What a soak has found, in words and figures. */
import type { Holdings, Soak } from './samples.ts'
import { trends, warmUp, type Trend } from './trend.ts'

/** Everything that is wrong with a soak; nothing, if it stayed flat and left nothing behind. */
export function faultsOf(soak: Soak): string[] {
  const left = (Object.keys(soak.before) as (keyof Holdings)[])
    .filter((name) => soak.after[name] !== soak.before[name])
    .map((name) => `${name}: ${soak.before[name]} before, ${soak.after[name]} after`)
  const grown = trends(soak).filter(({ flat }) => !flat).map((trend) => `${trend.title}: ${written(trend, trend.slope)} more in an hour, ${written(trend, trend.limit)} are allowed`)
  return [...soak.problems, ...left, ...grown]
}

/** The page's section. */
export function section(soak: Soak): string {
  const { samples, minutes, seed, visits, killed, chores, cast, machine } = soak
  const found = trends(soak)
  const faults = faultsOf(soak)
  const of = (series: 'load' | 'allCpu' | 'p50' | 'p99' | 'max') => samples.map((sample) => sample[series]).filter((value) => value !== null)
  const range = (values: readonly number[], digits: number) => `${Math.min(...values).toFixed(digits)} to ${Math.max(...values).toFixed(digits)}`
  const cpu = of('allCpu')
  return `## Soak

${minutes} minutes of mixed work at a pace on one server: every typeid, connections and proxies that come and go, payloads of up to a megabyte, errors on purpose, iterators,
pools, shared memory, strangers without the key. ${cast}: ${visits} came and went, ${killed} were killed while they waited. ${chores.toLocaleString('en')} chores, each of which checked
its answers; together they took ${(100 * (cpu.reduce((sum, each) => sum + each, 0) / Math.max(1, cpu.length))).toFixed(0)} % of one core.

![Memory, descriptors and latency over the time of the soak](../docs/soak.svg)

Change in an hour, by the median of all slopes (Theil and Sen) after a warm-up of ${Math.round(warmUp(soak) / 60)} minutes. Garbage is collected once a minute, to see what is kept; “resident” is what the
system counts: with V8's heap it grows in steps until that has found its size, so the second half of a client's is looked at by itself, too.
The machine did other work in that time (load ${range(of('load'), 1)}), which latencies show; the processor time of a chore does not depend on it. “noise”: twice the standard deviation, without the trend.

| | median | change in an hour | allowed | |
| --- | ---: | ---: | ---: | --- |
${found.map((trend) => `| ${trend.title} | ${written(trend, trend.median)} | ${signed(trend)} | ${written(trend, trend.limit)}${trend.most === 'noise' ? ' (noise)' : ''} | ${trend.flat ? 'flat' : '**not flat**'} |`).join('\n')}

At the end, when all had gone, the server had ${soak.after.descriptors} descriptors, ${soak.after.objects} objects, ${soak.after.connections} connections, ${soak.after.handles} handles and ${soak.after.timers} timers; before the first client came it
had ${soak.before.descriptors}, ${soak.before.objects}, ${soak.before.connections}, ${soak.before.handles} and ${soak.before.timers}. ${faults.length === 0 ? 'Nothing was lost, nobody failed.' : `What was found: ${faults.join('; ')}.`}

Seed ${seed}; samples every ${Math.round((samples.at(-1)?.seconds ?? 0) / Math.max(1, samples.length))} s in \`trials/soak/samples.json\`. ${machine}.`
}

function signed(trend: Trend): string {
  const text = written(trend, Math.abs(trend.slope))
  return Number.parseFloat(text) === 0 ? '0' : `${trend.slope < 0 ? '−' : '+'}${text}`
}

function written({ unit }: Pick<Trend, 'unit'>, value: number): string {
  switch (unit) {
    case 'bytes':
      return `${(value / 1e6).toFixed(1)} MB`
    case 'count':
      return value.toFixed(value % 1 === 0 ? 0 : 1)
    case 'µs':
      return `${Math.round(value).toLocaleString('en')} µs`
  }
}
