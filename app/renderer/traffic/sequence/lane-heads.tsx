/** Heads of the lanes: chip, name, pid and state of each process. */
import { Chip } from '../../process/chip.tsx'
import { moment } from '../moment/present.ts'
import { figure } from '../processes.ts'
import { headWidth, type LaneLayout } from './geometry.ts'
import { stateOf } from './lanes.ts'

interface Props {
  readonly layout: LaneLayout
  /** How far the lanes are scrolled sideways. */
  readonly shift: number
  /** Moment that is looked at, in microseconds of the run; undefined for now. */
  readonly at: number | undefined
}

export function LaneHeads({ layout, shift, at }: Props) {
  const held = new Set((moment.value?.held ?? []).map(({ from }) => from))
  return (
    <div class="lanes">
      <ul style={{ transform: `translateX(${-shift}px)` }} aria-label="Processes">
        {layout.lanes.map((id) => {
          const { label, process } = figure(id)
          const state = process && (held.has(id) ? 'held' : stateOf(process, at))
          const words = process && process.pid > 0 ? `${process.pid} · ${state}` : 'not traced'
          return (
            <li key={id} class="lane" data-process={id} style={{ left: `${layout.x.get(id)}px`, maxWidth: `${headWidth(layout, id)}px` }} title={`${label}, ${words}`}>
              <div class="n1">
                <Chip name={label} ended={false} />
                <span>{label}</span>
              </div>
              <div class="n2 num">{words}</div>
            </li>
          )
        })}
      </ul>
    </div>
  )
}
