/** The picture of a soak: panels over time, drawn as SVG. White, so that it can be read on a light and on a dark page. */
import { View, parse } from 'vega'
import { compile, type TopLevelSpec } from 'vega-lite'
import type { Sample, Series, Soak } from './samples.ts'
import { warmUp } from './trend.ts'

/** Colours that stay apart in print and for those who do not see all of them (Okabe and Ito). */
const COLOURS = ['#0072b2', '#d55e00', '#009e73', '#cc79a7', '#7f7f7f']

interface Curve {
  readonly series: Series
  readonly name: string
  /** What one is in the unit of the panel. */
  readonly scale?: number
}

interface Panel {
  readonly title: string
  readonly curves: readonly Curve[]
  /** Smallest value at the top, so that what is flat looks flat. */
  readonly atLeast: number
  /** Outliers may be as high as they like. */
  readonly logarithmic?: boolean
}

const MEGABYTE = 1e-6
const MILLISECOND = 1e-3

const PANELS: readonly Panel[] = [
  {
    title: 'memory that is resident, MB',
    atLeast: 160,
    curves: [
      { series: 'serverRss', name: 'server', scale: MEGABYTE },
      { series: 'nodeClientRss', name: 'client', scale: MEGABYTE },
      { series: 'pythonClientRss', name: 'CPython client', scale: MEGABYTE },
      { series: 'heapKept', name: 'heap of the server', scale: MEGABYTE },
    ],
  },
  { title: 'what the server has open', atLeast: 60, curves: [{ series: 'descriptors', name: 'descriptors' }, { series: 'connections', name: 'connections' }, { series: 'objects', name: 'objects' }] },
  { title: 'a small call: p50, ms', atLeast: 10, logarithmic: true, curves: [{ series: 'p50', name: 'p50', scale: MILLISECOND }] },
  { title: 'a small call: p99, ms', atLeast: 100, logarithmic: true, curves: [{ series: 'p99', name: 'p99', scale: MILLISECOND }] },
]
const LOAD: Panel = { title: 'load of the machine, with all else that it did', atLeast: 4, curves: [{ series: 'load', name: 'load' }] }

/** Width and height of a panel, in pixels. */
const SIZE = [380, 170] as const
const GAP = 34
/** Each panel has colours, a legend and axes of its own. */
const APART = { scale: { color: 'independent', x: 'independent', y: 'independent' }, legend: { color: 'independent' } } as const

/** @returns the text of an SVG file */
export async function drawSoak(soak: Soak): Promise<string> {
  const from = warmUp(soak) / 60
  const [first, second, third, fourth] = PANELS.map((each) => panel(each, soak, from, ...SIZE)) as [object, object, object, object]
  const spec = {
    $schema: 'https://vega.github.io/schema/vega-lite/v6.json',
    background: 'white',
    padding: 12,
    spacing: GAP,
    resolve: APART,
    vconcat: [{ spacing: GAP, resolve: APART, hconcat: [first, second] }, { spacing: GAP, resolve: APART, hconcat: [third, fourth] }, panel(LOAD, soak, from, SIZE[0] * 2 + GAP + 32, 60)],
    config: {
      font: 'sans-serif',
      title: { anchor: 'start', fontSize: 13, fontWeight: 'bold', offset: 8 },
      axis: { labelFontSize: 11, titleFontSize: 11, titleFontWeight: 'normal', gridColor: '#e5e5e5', domainColor: '#999', tickColor: '#999' },
      legend: { labelFontSize: 11, labelLimit: 200, title: null, orient: 'bottom', columns: 2, symbolType: 'stroke', symbolStrokeWidth: 3, offset: 4 },
      view: { stroke: null },
    },
  } as unknown as TopLevelSpec
  const view = new View(parse(compile(spec).spec), { renderer: 'none' })
  const svg = await view.toSVG()
  view.finalize()
  return `${svg}\n`
}

function panel({ title, curves, atLeast, logarithmic = false }: Panel, { samples, minutes }: Soak, from: number, width: number, height: number): object {
  const values = samples.flatMap((sample) => curves.flatMap((curve) => point(sample, curve)))
  const highest = Math.max(atLeast, ...values.map(({ value }) => value))
  const lowest = Math.min(...values.map(({ value }) => value))
  return {
    title,
    width,
    height,
    layer: [
      // What is not looked at: the warm-up.
      { data: { values: [{ begin: 0, end: from }] }, mark: { type: 'rect', color: '#f2f2f2' }, encoding: { x: { field: 'begin', type: 'quantitative' }, x2: { field: 'end' } } },
      {
        data: { values },
        mark: { type: 'line', strokeWidth: 1.3, clip: true },
        encoding: {
          x: { field: 'minute', type: 'quantitative', scale: { domain: [0, minutes], nice: false }, axis: { title: 'minutes', tickCount: 6 } },
          y: {
            field: 'value',
            type: 'quantitative',
            axis: logarithmic ? { title: null, values: [0.1, 1, 10, 100, 1000] } : { title: null, tickCount: height < 100 ? 3 : 5 },
            scale: logarithmic ? { type: 'log', domain: [Math.min(0.1, lowest), highest], nice: true } : { domain: [0, highest], nice: true },
          },
          color: {
            field: 'name',
            type: 'nominal',
            scale: { domain: curves.map(({ name }) => name), range: COLOURS },
            ...(curves.length === 1 ? { legend: null } : {}),
          },
        },
      },
    ],
  }
}

function point(sample: Sample, { series, name, scale = 1 }: Curve): { minute: number; value: number; name: string }[] {
  const value = sample[series]
  return value === null ? [] : [{ minute: Number((sample.seconds! / 60).toFixed(2)), value: Number((value * scale).toPrecision(4)), name }]
}
