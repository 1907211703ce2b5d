import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, test } from 'vitest'
import { Random } from '../../engine/test/support/random.ts'
import { drawSoak } from './plot.ts'
import { faultsOf, section } from './report.ts'
import { SERIES, readSoak, writeSoak, type Sample, type Soak } from './samples.ts'
import { theilSen, trends } from './trend.ts'

const holdings = { descriptors: 24, objects: 0, connections: 0, handles: 4, timers: 0 }
const random = new Random()

/** Goes up and down, and nowhere. */
const about = (value: number, share = 0.05) => value * (1 + share * (random.next() - 0.5))

/** An hour, with what is planted in it. */
function hour(planted: (minutes: number) => Partial<Sample> = () => ({})): Soak {
  const samples = Array.from({ length: 360 }, (_, nth): Sample => {
    const seconds = (nth + 1) * 10
    // Warm-up: what grows then does not count.
    const young = Math.min(1, seconds / 250)
    return {
      seconds, serverRss: about(130e6 * young), heapUsed: about(20e6), heapKept: nth % 6 === 5 ? about(13e6 * young) : null, external: about(4e6, 1),
      descriptors: 48 + (random.below(5) === 0 ? random.below(6) : 0), objects: 10 + random.below(2), connections: 21, handles: 25, timers: random.below(10) === 0 ? 1 : 0,
      nodeClientRss: about(100e6), nodeClientKept: nth % 6 === 5 ? about(14e6) : null, pythonClientRss: about(21e6), calls: 500,
      p50: Math.round(about(400, 0.5)), p99: Math.round(about(8000, 1)), max: random.below(100) === 0 ? 500_000 : 15_000, chores: 600 * (nth + 1), serverCpu: about(0.08),
      allCpu: about(0.15), load: about(3, 1), ...planted(seconds / 60),
    }
  })
  return { seed: 7, minutes: 60, machine: 'a machine', cast: 'some clients', samples, visits: 120, killed: 60, chores: 216_000, before: holdings, after: holdings, problems: [] }
}

test('an hour that goes up and down and nowhere is flat', () => {
  expect(faultsOf(hour())).toEqual([])
  expect(trends(hour()).every(({ flat }) => flat)).toBe(true)
})

test.each([
  ['memory that is kept', (minutes: number) => ({ heapKept: about(13e6) + minutes * 0.15e6 }), /^server: heap that is kept: [789]\.\d MB more in an hour, 5\.0 MB are allowed$/],
  ['memory that is resident', (minutes: number) => ({ serverRss: about(130e6) + minutes * 0.2e6 }), /^server: resident: 1\d\.\d MB more in an hour, 5\.0 MB are allowed$/],
  ['a descriptor a quarter of an hour', (minutes: number) => ({ descriptors: 48 + Math.floor(minutes / 15) }), /^server: descriptors: \d(\.\d)? more in an hour, 0\.5 are allowed$/],
  ['an object a minute', (minutes: number) => ({ objects: 10 + Math.floor(minutes) }), /^server: objects: 60(\.\d)? more in an hour, 0\.5 are allowed$/],
  ['a call that becomes slow', (minutes: number) => ({ p50: about(400, 0.5) + minutes * 10 }), /^a small call: p50: [56]\d\d µs more in an hour, \d+ µs are allowed$/],
])('%s is not', (_, planted, words) => {
  expect(faultsOf(hour(planted))).toEqual([expect.stringMatching(words)])
})

test('what is left at the end, and what went wrong, is told', () => {
  const soak = { ...hour(), after: { ...holdings, descriptors: 26 }, problems: ['node 1 ended with 1'] }
  expect(faultsOf(soak)).toEqual(['node 1 ended with 1', 'descriptors: 24 before, 26 after'])
  expect(section(soak)).toContain('What was found: node 1 ended with 1; descriptors: 24 before, 26 after.')
})

test('a slope is not moved by outliers', () => {
  const points = Array.from({ length: 40 }, (_, nth) => [nth, nth % 5 === 0 ? 1000 : 3 * nth] as const)
  expect(theilSen(points)).toBe(3)
})

test('samples come back from their file', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'soak-'))
  try {
    const soak = hour()
    writeSoak(soak, path.join(folder, 's.json'))
    expect(readSoak(path.join(folder, 's.json'))).toEqual(soak)
  } finally {
    rmSync(folder, { recursive: true })
  }
})

test('the picture shows each series that it names, on white', async () => {
  const svg = await drawSoak(hour())
  expect(svg).toMatch(/^<svg /)
  for (const words of ['memory that is resident, MB', 'CPython client', 'descriptors', 'p50', 'p99', 'load']) expect(svg).toContain(words)
  expect(svg).toContain('fill="white"')
  expect(SERIES).toContain('load')
})
