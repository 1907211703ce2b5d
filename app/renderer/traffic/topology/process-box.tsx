/** A process in the topology: its head, and a line for each object that it holds a proxy of. */
import { shortIdent, type ObjectAt, type ProcessAt } from 'multiprocessing/inspect'
import { count } from '../format.ts'
import { GlyphMark } from '../glyphs.tsx'
import { titleOf, variableOf } from '../moment/object-facts.ts'
import { figure } from '../processes.ts'
import { ChipMark } from './chip-mark.tsx'
import { HEAD, PROXY_ROW, type PlacedBox, type PlacedProxy } from './layout.ts'
import { processWords } from './words.ts'
import { fitText, MONO, UI } from './text-fit.ts'

interface Props {
  readonly box: PlacedBox
  readonly process: ProcessAt
  readonly objectOf: (key: string) => ObjectAt | undefined
  readonly chosen: string | null
  readonly hiddenProxies: number
  /** For a box that is only a head: how many objects it holds proxies of. */
  readonly held: number | undefined
}

export function ProcessBox({ box, process, objectOf, chosen, hiddenProxies, held }: Props) {
  const { label, look, colour } = figure(process.id)
  const ended = process.state === 'ended'
  const words = processWords(process)
  return (
    <g class={`topo-node${ended ? ' ended' : ''}`} transform={`translate(${box.x} ${box.y})`}>
      <rect class="topo-ground" x={0.75} y={0.75} width={box.width - 1.5} height={box.height - 1.5} rx={11} stroke={colour} />
      <g data-process={process.id}>
        <title>{`${label}, ${words}`}</title>
        <ChipMark look={look} x={13} y={HEAD / 2 + 1} size={22} ended={ended} />
        <text class="node-name" x={45} y={21}>
          {fitText(label, box.width - (held ? 90 : 57), `600 13px ${UI}`)}
        </text>
        <text class="node-words num" x={45} y={36}>
          {fitText(words, box.width - 56, `400 11px ${UI}`)}
        </text>
        {held !== undefined && held > 0 && (
          <>
            <g class="topo-glyph" transform={`translate(${box.width - 19} 16)`}>
              <GlyphMark name="proxy" size={14} />
            </g>
            <text class="px-type px-count num" x={box.width - 29} y={20}>
              {held}
            </text>
          </>
        )}
      </g>
      {box.proxies.map((row, index) => (
        <ProxyRow key={row.object} row={row} box={box} object={objectOf(row.object)} chosen={row.object === chosen} process={process} last={index === box.proxies.length - 1 && !box.moreProxies} />
      ))}
      {box.moreProxies && (
        <g data-view="objects">
          <line class="node-line" x1={1.5} x2={box.width - 1.5} y1={box.moreProxies.y - box.y + 0.5} y2={box.moreProxies.y - box.y + 0.5} />
          <text class="node-words" x={36} y={box.moreProxies.y - box.y + 19}>
            {count(hiddenProxies)} more
          </text>
        </g>
      )}
    </g>
  )
}

interface RowProps {
  readonly row: PlacedProxy
  readonly box: PlacedBox
  readonly object: ObjectAt | undefined
  readonly chosen: boolean
  readonly process: ProcessAt
  readonly last: boolean
}

function ProxyRow({ row, box, object, chosen, process, last }: RowProps) {
  if (!object) return null
  const y = row.y - box.y
  const title = titleOf(object)
  const proxies = object.holders.get(process.id) ?? 1
  const detail = [variableOf(object) === undefined ? shortIdent(object.ident) : object.typeid, proxies > 1 ? `×${proxies}` : ''].filter(Boolean).join(' ')
  const name = fitText(title, box.width - 60, `500 12px ${MONO}`)
  const room = box.width - 36 - 12 - name.length * 7.2 - 6
  const shown = fitText(detail, room, `400 11px ${UI}`)
  return (
    <g data-object={object.key}>
      <title>{`${title} ${detail}`}</title>
      <path class={`px-ground${chosen ? ' on' : ''}`} d={rowPath(y, box.width, last)} />
      <line class="node-line" x1={1.5} x2={box.width - 1.5} y1={y + 0.5} y2={y + 0.5} />
      <g class="topo-glyph" transform={`translate(20 ${y + PROXY_ROW / 2})`}>
        <GlyphMark name="proxy" size={16} />
      </g>
      <text class="px-name" x={36} y={y + 19.5}>
        {name}
      </text>
      {shown.length > 2 && (
        <text class="px-type" x={box.width - 12} y={y + 19.5}>
          {shown}
        </text>
      )}
    </g>
  )
}

/** The ground of a line of a box; the last one has the box's round corners. */
function rowPath(y: number, width: number, last: boolean): string {
  const left = 1.5
  const right = width - 1.5
  const bottom = y + PROXY_ROW - (last ? 1.5 : 0)
  return last ? `M${left} ${y}H${right}V${bottom - 10}a10 10 0 0 1 -10 10H${left + 10}a10 10 0 0 1 -10 -10z` : `M${left} ${y}H${right}V${bottom}H${left}z`
}
