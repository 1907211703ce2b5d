/** A list of many lines of one height, of which those in view are in the page. */
import type { ComponentChildren } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import { useVirtualRows } from './virtual-rows.ts'

interface Props {
  readonly count: number
  readonly rowHeight: number
  readonly class: string
  /** Name for screen readers of the scrolling list. */
  readonly label: string
  readonly role?: 'tree' | 'list' | 'listbox'
  /** Row to be brought into view, whenever it is another. */
  readonly shown?: number
  readonly row: (index: number) => ComponentChildren
  readonly onKeyDown?: (event: KeyboardEvent) => void
  readonly activeDescendant?: string | undefined
}

/** Space above the first and below the last line. */
const PADDING = 2

export function VirtualList({ count, rowHeight, class: className, label, role = 'list', shown, row, onKeyDown, activeDescendant }: Props) {
  const scroller = useRef<HTMLDivElement>(null)
  const { first, last, totalHeight, reveal } = useVirtualRows({ scroller, count, rowHeight, top: PADDING, bottom: PADDING })
  useEffect(() => {
    if (shown !== undefined && shown >= 0) reveal(shown)
  }, [shown, reveal])
  const lines: ComponentChildren[] = []
  for (let index = first; index <= last; index++) lines.push(row(index))
  return (
    <div class={`virtual-list inset ${className}`} ref={scroller} tabIndex={0} onKeyDown={onKeyDown} role={role} aria-label={label} aria-activedescendant={activeDescendant}>
      <div role="presentation" class="virtual-sheet" style={{ height: `${totalHeight}px` }}>
        <div role="presentation" style={{ transform: `translateY(${PADDING + first * rowHeight}px)` }}>
          {lines}
        </div>
      </div>
    </div>
  )
}
