/** Shared memory: each segment, who made it and who has it mapped, what lies where in it, and its bytes. */
import { useSignal } from '@preact/signals'
import { useLayoutEffect, useMemo, useRef } from 'preact/hooks'
import type { LayoutField, Moment, SegmentAt } from 'multiprocessing/inspect'
import { Icon } from '../../icons.tsx'
import { Chip } from '../../process/chip.tsx'
import { NoMemory } from '../empty.tsx'
import { bytes as byteWords, count, exactTime, plural } from '../format.ts'
import { waitedForTitle } from '../moment/object-facts.ts'
import { moment } from '../moment/present.ts'
import { LockCard } from '../objects/lock-card.tsx'
import { figures, nameOf } from '../processes.ts'
import { SourceRef } from '../source-ref.tsx'
import { asText } from '../state.ts'
import { TextView } from '../text-view.tsx'
import { VirtualList } from '../virtual-list.tsx'
import { fieldRow, hexRow, isChanged, memoryText, stateWords } from './memory-text.ts'
import { chosenSegment, segments } from './segments.ts'
import '../objects/objects.css'
import './memory.css'

const FIELD_ROW = 24
const HEX_ROW = 20
/** From this width on sixteen bytes are a line, below it eight. */
const WIDE_LINES = 536

export function Memory() {
  const all = segments.value
  const present = moment.value
  void figures.value
  const locks = memoryLocks(present)
  if (all.length === 0 && locks.length === 0) return <NoMemory />
  if (asText.value) return <TextView label="Shared memory, as text" text={memoryText(all)} />
  const chosen = all.find(({ segment }) => segment.key === chosenSegment.value) ?? all[0]
  return (
    <div class="objects memory">
      {all.length > 0 && <SegmentTable all={all} chosen={chosen} />}
      {present && locks.length > 0 && (
        <section class="sec" aria-label="Locks in shared memory">
          <h3>
            Locks in shared memory
            <span>{plural(locks.length, 'lock')} held or waited for</span>
          </h3>
          {locks.map((on) => (
            <div key={on.key} class="memory-lock">
              <h4>{waitedForTitle(on, present)}</h4>
              <LockCard at={on.key} holders={on.holders} waits={on.waiters} present={present} />
            </div>
          ))}
        </section>
      )}
      {chosen && <SegmentDetails key={chosen.segment.key} at={chosen} />}
    </div>
  )
}

function memoryLocks(present: Moment | undefined) {
  return present?.locks.filter(({ server }) => server === undefined) ?? []
}

function SegmentTable({ all, chosen }: { all: readonly SegmentAt[]; chosen: SegmentAt | undefined }) {
  const attached = new Set(all.flatMap((one) => one.attached))
  const at = chosen ? all.indexOf(chosen) : -1
  const go = (index: number) => {
    const next = all[Math.max(0, Math.min(all.length - 1, index))]
    if (next) chosenSegment.value = next.segment.key
  }
  const key = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return
    if (event.key === 'ArrowDown' || event.key === 'j') go(at + 1)
    else if (event.key === 'ArrowUp' || event.key === 'k') go(at - 1)
    else if (event.key === 'Home') go(0)
    else if (event.key === 'End') go(all.length - 1)
    else return
    event.preventDefault()
  }
  return (
    <section class="sec segments" aria-label="Segments">
      <h3>
        Segments
        <span>
          {count(all.length)}, mapped by {attached.size === 1 ? '1 process' : `${attached.size} processes`}
        </span>
      </h3>
      <div class="segment-rows">
        <table
          class="inset"
          role="grid"
          tabIndex={0}
          data-pane-entry
          aria-label={`Segments of shared memory, ${plural(all.length, 'row')}`}
          aria-readonly="true"
          aria-activedescendant={at >= 0 ? `segment-${at}` : undefined}
          onKeyDown={key}
          onClick={(event) => {
            const row = (event.target as Element).closest<HTMLElement>('tr[data-row]')
            if (row) go(Number(row.dataset['row']))
          }}
        >
          <colgroup>
            <col style={{ width: '26%' }} />
            <col style={{ width: '24%' }} />
            <col style={{ width: '64px' }} />
            <col />
            <col style={{ width: '108px' }} />
          </colgroup>
          <thead>
            <tr>
              <th scope="col">Segment</th>
              <th scope="col">Holds</th>
              <th scope="col" class="r">
                Size
              </th>
              <th scope="col">Made by</th>
              <th scope="col">Mapped by</th>
            </tr>
          </thead>
          <tbody>
            {all.map((one, index) => (
              <tr key={one.segment.key} id={`segment-${index}`} data-row={index} aria-selected={one === chosen} class={one === chosen ? 'sel' : ''}>
                <th scope="row" title={one.segment.name}>
                  {one.segment.name}
                </th>
                <td title={one.segment.kind}>{one.segment.kind}</td>
                <td class="r num">{count(one.segment.size)}</td>
                <td class="u">
                  <span class="held">
                    {one.segment.owner === undefined ? (
                      <span class="muted">not traced</span>
                    ) : (
                      <>
                        <Chip name={nameOf(one.segment.owner)} ended={false} />
                        <span class="cut">{nameOf(one.segment.owner)}</span>
                      </>
                    )}
                  </span>
                </td>
                <td class="u">
                  <span class="held">
                    {one.attached.slice(0, 4).map((process) => (
                      <Chip key={process} name={nameOf(process)} alone ended={false} />
                    ))}
                    {one.attached.length > 4 && <span class="muted num">+{one.attached.length - 4}</span>}
                    {one.attached.length === 0 && <span class="muted">nobody</span>}
                  </span>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  )
}

function SegmentDetails({ at }: { at: SegmentAt }) {
  const { segment, last, layout } = at
  const fields = layout?.fields ?? []
  const state = stateWords(at)
  return (
    <>
      <section class="sec segment" aria-label={`Segment ${segment.name}`}>
        <h3>
          <span class="mono name">{segment.name}</span>
          <span class="cut">
            {segment.kind}, {byteWords(segment.size)}
            {segment.createdAt !== undefined && `, made at ${exactTime(segment.createdAt)}`}
          </span>
        </h3>
        <p class="segment-facts">
          {state}
          {last && (
            <>
              {' '}
              Last {last.how === 'written' ? 'written' : 'seen'} by <b>{nameOf(last.process)}</b>: {byteWords(last.size)} from {last.offset}, at {exactTime(last.time)}.
            </>
          )}
        </p>
        <div class="lock-refs">
          <SourceRef at={segment.createdBy} words="made in" {...(segment.owner === undefined ? {} : { process: nameOf(segment.owner) })} />
          {last && <SourceRef at={last.at} words={last.how === 'written' ? 'last written in' : 'last seen in'} process={nameOf(last.process)} />}
        </div>
      </section>
      <section class="sec layout" aria-label="Layout">
        <h3>
          Layout
          <span>{layout === undefined ? 'not told' : `${plural(fields.length, 'field')}${layout.omitted > 0 ? `, and ${count(layout.omitted)} that are not named` : ''}`}</span>
        </h3>
        {fields.length > 0 && <Fields at={at} fields={fields} />}
      </section>
      <Hex at={at} />
    </>
  )
}

function Fields({ at, fields }: { at: SegmentAt; fields: readonly LayoutField[] }) {
  return (
    <>
      <div class="mem-head" aria-hidden="true">
        <span class="r">Offset</span>
        <span>Format</span>
        <span>Field</span>
        <span>Value</span>
      </div>
      <div class="mem-rows" style={{ height: `${fields.length * FIELD_ROW + 4}px` }}>
        <VirtualList
          class="fields"
          label="Fields of the segment"
          count={fields.length}
          rowHeight={FIELD_ROW}
          row={(index) => {
            const field = fields[index]
            if (!field) return null
            const { value, changed, spoken } = fieldRow(at, field)
            return (
              <div key={field.offset} class={`mem-field${changed ? ' changed' : ''}`} role="listitem" title={spoken}>
                <span class="r num">{field.offset}</span>
                <span>{field.format}</span>
                <span class="cut">{field.label}</span>
                <span class="value">
                  {changed && <Icon name="edit" small />}
                  <span class="cut">{value ?? <i class="muted">not told</i>}</span>
                </span>
              </div>
            )
          }}
        />
      </div>
    </>
  )
}

/** The bytes. Those of the last change are marked; those that nobody told are dots. */
function Hex({ at }: { at: SegmentAt }) {
  const { bytes, segment } = at
  const place = useRef<HTMLElement>(null)
  const columns = useSignal(16)
  useLayoutEffect(() => {
    const element = place.current
    if (!element) return
    const measure = () => (columns.value = element.clientWidth < WIDE_LINES ? 8 : 16)
    measure()
    const observer = new ResizeObserver(measure)
    observer.observe(element)
    return () => observer.disconnect()
  }, [columns])
  const each = columns.value
  // The place of the last change comes into view when a segment is chosen; not at every change of a live run.
  const started = useMemo(() => (at.last ? Math.floor(at.last.offset / each) : 0), [segment.key, each])
  return (
    <section class="sec bytes-of" aria-label="Bytes" ref={place}>
      <h3>
        Bytes
        <span>
          {bytes.length < segment.size ? `the first ${count(bytes.length)} of ${count(segment.size)}` : count(bytes.length)}
          {at.last?.how === 'written' && ', what changed last is marked'}
        </span>
      </h3>
      <VirtualList
        class="hex-lines"
        label={`Bytes of ${segment.name}`}
        count={Math.ceil(bytes.length / each)}
        rowHeight={HEX_ROW}
        shown={started}
        row={(index) => {
          const row = hexRow(at, index, each)
          return (
            <div key={index} class="hex-line" role="listitem">
              <span class="of">{row.offset}</span>
              <span class="hx" style={{ width: `${each * 3 - 1}ch` }}>
                {row.cells.map(({ text, place: byte }, column) => (
                  <>
                    {column > 0 && ' '}
                    <span key={byte} class={isChanged(at, byte) ? 'changed' : undefined}>
                      {text}
                    </span>
                  </>
                ))}
              </span>
              <span class="as">{row.letters}</span>
            </div>
          )
        }}
      />
    </section>
  )
}
