/** The topology as a tree: process, its proxies, the object behind each. The next stop after the picture, or in its place. */
import { useSignal } from '@preact/signals'
import { useEffect, useLayoutEffect, useMemo, useRef } from 'preact/hooks'
import type { Moment } from 'multiprocessing/inspect'
import { Icon } from '../../icons.tsx'
import { Chip } from '../../process/chip.tsx'
import { Glyph } from '../glyphs.tsx'
import { nameOf } from '../processes.ts'
import { selectedObject } from '../state.ts'
import { VirtualList } from '../virtual-list.tsx'
import { treeOf, visibleRows, type TreeNode } from './tree-rows.ts'

const ROW_HEIGHT = 24

/** More objects than these make a tree that takes its time. */
const MANY_OBJECTS = 200
/** Milliseconds that a twin of a large picture may be behind it, while the picture changes. */
const BEHIND_MS = 600

/** The moment that a twin shows: that of the picture, and of a large one as soon as there is time. */
function useTwinMoment(present: Moment, twin: boolean): Moment {
  const shown = useSignal(present)
  const wanted = useRef(present)
  const waiting = useRef<number | undefined>(undefined)
  wanted.current = present
  const late = twin && present.objects.length > MANY_OBJECTS && shown.peek().run === present.run
  useEffect(() => {
    if (!late || shown.peek() === present) return
    waiting.current ??= requestIdleCallback(
      () => {
        waiting.current = undefined
        shown.value = wanted.current
      },
      { timeout: BEHIND_MS },
    )
  }, [present, late])
  useEffect(() => () => void (waiting.current !== undefined && cancelIdleCallback(waiting.current)), [])
  return late ? shown.value : present
}

export function TopologyTree({ present: picture, twin = false }: { present: Moment; twin?: boolean }) {
  const present = useTwinMoment(picture, twin)
  const closed = useSignal<ReadonlySet<string>>(new Set())
  const at = useSignal<string | null>(null)
  const place = useRef<HTMLDivElement>(null)
  const nodes = useMemo(() => treeOf(present), [present])
  const rows = useMemo(() => visibleRows(nodes, closed.value), [nodes, closed.value])
  const index = Math.max(0, rows.findIndex(({ id }) => id === at.value))
  const current = rows[index]
  const prefix = twin ? 'topology-twin' : 'topology-tree'
  const toggle = (node: TreeNode) => {
    const next = new Set(closed.peek())
    if (!next.delete(node.id)) next.add(node.id)
    closed.value = next
  }
  const go = (to: number) => {
    const row = rows[Math.max(0, Math.min(rows.length - 1, to))]
    if (!row) return
    at.value = row.id
    if (row.object !== undefined) selectedObject.value = row.object
  }
  useLayoutEffect(() => {
    // The focus comes to the object that is chosen, if there is one.
    const chosen = selectedObject.peek()
    const row = at.peek() === null && chosen !== null ? rows.find(({ object }) => object === chosen) : undefined
    if (row) at.value = row.id
  }, [])
  const key = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return
    if (event.key === 'ArrowDown' || event.key === 'j') go(index + 1)
    else if (event.key === 'ArrowUp' || event.key === 'k') go(index - 1)
    else if (event.key === 'Home') go(0)
    else if (event.key === 'End') go(rows.length - 1)
    else if (event.key === 'ArrowRight' && current?.children.length) {
      if (closed.value.has(current.id)) toggle(current)
      else go(index + 1)
    } else if (event.key === 'ArrowLeft' && current) {
      if (current.children.length > 0 && !closed.value.has(current.id)) toggle(current)
      else go(rows.findIndex(({ id }) => id === current.parent))
    } else if (event.key === 'Enter' || event.key === ' ') {
      if (current?.children.length) toggle(current)
      else if (current?.object !== undefined) selectedObject.value = current.object
    } else return
    event.preventDefault()
    event.stopPropagation()
  }
  return (
    <div class={twin ? 'topo-tree twin' : 'topo-tree'} ref={place}>
      <VirtualList
        class="topo-tree-list"
        role="tree"
        label="Topology, as text"
        count={rows.length}
        rowHeight={ROW_HEIGHT}
        shown={index}
        onKeyDown={key}
        activeDescendant={current ? `${prefix}-${index}` : undefined}
        row={(position) => {
          const row = rows[position]
          if (!row) return null
          const open = row.children.length > 0 && !closed.value.has(row.id)
          return (
            <div
              key={row.id}
              id={`${prefix}-${position}`}
              class={`topo-row${position === index ? ' on' : ''}${row.object !== undefined && row.object === selectedObject.value ? ' sel' : ''}`}
              role="treeitem"
              aria-level={row.depth + 1}
              aria-posinset={row.place}
              aria-setsize={row.siblings}
              aria-selected={position === index}
              aria-expanded={row.children.length > 0 ? open : undefined}
              style={{ paddingLeft: `${12 + row.depth * 18}px` }}
              title={row.text}
              onClick={() => {
                go(position)
                if (row.children.length > 0 && row.object === undefined) toggle(row)
              }}
            >
              <span class="twist">{row.children.length > 0 && <Icon name={open ? 'chevron-down' : 'chevron-right'} small />}</span>
              {row.process !== undefined ? <Chip name={nameOf(row.process)} ended={row.ended} /> : row.kind === 'proxy' ? <Glyph name="proxy" /> : null}
              <span class="topo-text">{row.text}</span>
            </div>
          )
        }}
      />
    </div>
  )
}
