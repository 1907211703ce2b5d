/** The parts of the bytes in their order: opcodes of a pickle, fields of a handshake. */
import { useMemo } from 'preact/hooks'
import { VirtualList } from '../virtual-list.tsx'
import type { Content, Part } from './content-view.ts'
import type { ByteRange } from './hex.ts'
import { choose, chosenRange, linked, point, rangeToShow } from './link.ts'
import { covers, sameRange } from './tree.ts'

export function PartsPane({ content }: { content: Content }) {
  const range = linked.value
  const parts = useMemo(() => content.parts.filter((part) => !part.quiet), [content])
  const chosen = chosenRange.value
  const current = chosen ? partAt(parts, chosen.start) : -1
  const wanted = rangeToShow('parts')
  const key = (event: KeyboardEvent) => {
    const by = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0
    const target = by === 0 ? undefined : parts[Math.max(0, Math.min(parts.length - 1, current + by))]
    if (!target) return
    event.preventDefault()
    event.stopPropagation()
    if (!sameRange(target, chosen)) choose(target, 'parts')
  }
  return (
    <div class="dc parts">
      <h3>
        {content.title}
        <span>{content.lead}</span>
      </h3>
      {parts.length > 0 && (
        <VirtualList
          class="part-list"
          label={content.title}
          role="listbox"
          count={parts.length}
          rowHeight={20}
          shown={wanted ? partAt(parts, wanted.start) : -1}
          onKeyDown={key}
          {...(current >= 0 ? { activeDescendant: `part-${current}` } : {})}
          row={(index) => {
            const part = parts[index]
            return part && <PartRow key={index} index={index} part={part} marked={isMarked(part, range)} />
          }}
        />
      )}
    </div>
  )
}

function isMarked(part: Part, range: ByteRange | null): boolean {
  return range !== null && covers(range, part)
}

/** Index of the part that a byte belongs to, or −1. */
export function partAt(parts: readonly Part[], byte: number): number {
  let low = 0
  let high = parts.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((parts[middle]?.end ?? 0) <= byte) low = middle + 1
    else high = middle
  }
  const part = parts[low]
  return part && part.start <= byte ? low : -1
}

function PartRow({ index, part, marked }: { index: number; part: Part; marked: boolean }) {
  return (
    <div
      class={`dr${marked ? ' lkrow' : ''}${part.failed ? ' failed' : ''}`}
      id={`part-${index}`}
      role="option"
      aria-selected={marked}
      onPointerEnter={() => point(part, 'parts')}
      onPointerLeave={() => point(null, 'parts')}
      onClick={() => choose(part, 'parts')}
      title={part.meaning.length > 300 ? undefined : part.meaning}
    >
      <span class="of">{part.start}</span>
      <span class="on">{part.name}</span>
      <span class="s">{part.value}</span>
      {part.note !== undefined && <span class="why">{part.note}</span>}
    </div>
  )
}
