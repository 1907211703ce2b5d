/** The decoded value as a tree. */
import { useSignal } from '@preact/signals'
import { useMemo } from 'preact/hooks'
import type { Frame } from 'multiprocessing/inspect'
import { Icon } from '../../icons.tsx'
import { nameOf } from '../processes.ts'
import { VirtualList } from '../virtual-list.tsx'
import type { Content } from './content-view.ts'
import { choose, chosenRange, linked, point, rangeToShow } from './link.ts'
import { flatten, nodeAround, sameRange, type TreeLine } from './tree.ts'

const NOTHING: ReadonlySet<string> = new Set()

export function DecodedPane({ frame, content, sentences }: { frame: Frame; content: Content; sentences: readonly string[] }) {
  const toggled = useSignal(NOTHING)
  const lines = useMemo(() => flatten(content.roots, toggled.value), [content, toggled.value])
  const range = linked.value
  const marked = range ? nodeAround(content.roots, range) : undefined
  const chosen = chosenRange.value
  const chosenNode = chosen ? nodeAround(content.roots, chosen) : undefined
  const current = chosenNode ? lines.findIndex((line) => line.node === chosenNode) : -1
  const wanted = rangeToShow('decoded')
  const shown = wanted && marked ? lines.findIndex((line) => line.node === marked) : -1

  const toggle = (path: string) => {
    const next = new Set(toggled.peek())
    if (!next.delete(path)) next.add(path)
    toggled.value = next
  }
  const key = (event: KeyboardEvent) => {
    const at = current
    const line = lines[at]
    const go = (index: number) => {
      const target = lines[Math.max(0, Math.min(lines.length - 1, index))]
      if (target && target.node !== chosenNode) choose(target.node, 'decoded')
    }
    if (event.key === 'ArrowDown') go(at + 1)
    else if (event.key === 'ArrowUp') go(at === -1 ? lines.length - 1 : at - 1)
    else if (event.key === 'Home') go(0)
    else if (event.key === 'End') go(lines.length - 1)
    else if (line && ((event.key === 'ArrowRight' && !line.open) || (event.key === 'ArrowLeft' && line.open)) && line.node.children.length > 0) toggle(line.path)
    else if (line && event.key === 'ArrowLeft') go(lines.findLastIndex((one, index) => index < at && one.depth < line.depth))
    else return
    event.preventDefault()
    event.stopPropagation()
  }
  return (
    <div class="dc decoded">
      <h3>
        Decoded<span>what {withArticle(nameOf(frame.to))} receives</span>
      </h3>
      <VirtualList
        class="tree"
        role="tree"
        label="Decoded value"
        count={lines.length}
        rowHeight={20}
        shown={shown}
        onKeyDown={key}
        {...(current >= 0 ? { activeDescendant: `tree-${lines[current]?.path}` } : {})}
        row={(index) => {
          const line = lines[index]
          return line && <TreeRow key={line.path} line={line} marked={line.node === marked} exact={sameRange(line.node, range)} toggle={toggle} />
        }}
      />
      {content.problem !== undefined && <p class="mean problem">{content.problem}</p>}
      {sentences.length > 0 && <p class="mean selectable">{sentences.join(' ')}</p>}
    </div>
  )
}

/** `the gardener`; a name that is no plain word goes without. */
function withArticle(name: string): string {
  return /^[a-z]+$/.test(name) && name !== 'outside' ? `the ${name}` : name
}

const INDENT = 18

interface TreeRowProps {
  readonly line: TreeLine
  readonly marked: boolean
  /** Whether the linked bytes are those of this very value. */
  readonly exact: boolean
  readonly toggle: (path: string) => void
}

function TreeRow({ line, marked, exact, toggle }: TreeRowProps) {
  const { node, depth, path, open } = line
  const parent = node.children.length > 0
  return (
    <div
      class={`tr${marked && !exact ? ' near' : ''}`}
      id={`tree-${path}`}
      role="treeitem"
      aria-level={depth + 1}
      aria-expanded={parent ? open : undefined}
      aria-selected={marked}
      style={{ paddingLeft: `${16 + depth * INDENT}px` }}
      onPointerEnter={() => point(node, 'decoded')}
      onPointerLeave={() => point(null, 'decoded')}
      onClick={() => choose(node, 'decoded')}
      onDblClick={() => parent && toggle(path)}
    >
      {parent ? (
        <span
          class="twist"
          onClick={(event) => {
            event.stopPropagation()
            toggle(path)
          }}
        >
          <Icon name={open ? 'chevron-down' : 'chevron-right'} small />
        </span>
      ) : (
        <i style={{ width: '14px' }} />
      )}
      {node.key !== undefined && <span class="key">{node.key}</span>}
      <span class={`${node.isValue ? 's' : ''}${exact ? ' lk' : ''}`}>{oneLine(node.label)}</span>
      {node.note !== undefined && <span class="why">{node.note}</span>}
    </div>
  )
}

/** A value in one line of bounded length: the whole of it stands in the list of parts. */
function oneLine(text: string): string {
  return text.length > 400 ? `${text.slice(0, 400)}…` : text
}
