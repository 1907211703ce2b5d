/** The parts of the bytes in their order: opcodes of a pickle, fields of a handshake. */
import { VirtualList } from '../virtual-list.tsx'
import type { Content, Part } from './content-view.ts'
import type { ByteRange } from './hex.ts'
import { choose, chosenRange, linked, point } from './link.ts'
import { covers, sameRange } from './tree.ts'

export function PartsPane({ content }: { content: Content }) {
  const range = linked.value
  const { parts } = content
  const chosen = chosenRange.value
  const shown = chosen ? partAt(parts, chosen.start) : -1
  const key = (event: KeyboardEvent) => {
    const by = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0
    const target = by === 0 ? undefined : parts[Math.max(0, Math.min(parts.length - 1, shown + by))]
    if (!target) return
    event.preventDefault()
    event.stopPropagation()
    if (!sameRange(target, chosen)) choose(target)
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
          shown={shown}
          onKeyDown={key}
          {...(shown >= 0 ? { activeDescendant: `part-${shown}` } : {})}
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
      onPointerEnter={() => point(part)}
      onPointerLeave={() => point(null)}
      onClick={() => choose(part)}
      title={part.meaning.length > 300 ? undefined : part.meaning}
    >
      <span class="of">{part.start}</span>
      <span class="on">{part.name}</span>
      <span class="s">{part.value}</span>
      {part.note !== undefined && <span class="why">{part.note}</span>}
    </div>
  )
}
