/** A refused handshake beside one of the same run that went well, step by step. */
import { frameLabel, type Connection, type Diagnosis, type Frame } from 'multiprocessing/inspect'
import { run } from '../store.ts'
import { nameOf } from '../traffic/processes.ts'
import { select } from '../traffic/state.ts'

/** A handshake of this run that both sides accepted: with the same server, if there is one. */
export function goodHandshakeFor({ frame }: Diagnosis): Connection | undefined {
  const refused = frame?.connection
  const good = run.value?.run.connections.filter(({ handshake }) => handshake === 'accepted') ?? []
  return good.find(({ listener }) => listener === refused?.listener) ?? good[0]
}

const STEPS = 6
const steps = (connection: Connection): (Frame | undefined)[] => {
  const frames = connection.frames.filter(({ family, kind }) => family === 'handshake' || kind === 'failure')
  return Array.from({ length: STEPS }, (_, index) => frames[index])
}

export function Comparison({ diagnosis, good }: { diagnosis: Diagnosis; good: Connection }) {
  const bad = diagnosis.frame?.connection
  if (!bad) return null
  const [left, right] = [steps(good), steps(bad)]
  return (
    <div class="dxc">
      <table aria-label="The two handshakes, step by step">
        <thead>
          <tr>
            <th scope="col">Step</th>
            <th scope="col">{nameOf(good.client)}, accepted</th>
            <th scope="col">{nameOf(bad.client)}, refused</th>
          </tr>
        </thead>
        <tbody>
          {left.map((frame, index) => (
            <tr key={index}>
              <td class="num">{index + 1}</td>
              <Cell frame={frame} />
              <Cell frame={right[index]} />
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

function Cell({ frame }: { frame: Frame | undefined }) {
  if (!frame) return <td class="muted">never sent</td>
  const failed = frame.kind === 'failure'
  return (
    <td>
      <button type="button" class={failed ? 'ref e' : 'ref'} title="Select this frame" onClick={() => select(frame.number)}>
        frame {frame.number}
      </button>{' '}
      <span class={failed ? 'mono failed' : 'mono'}>{frameLabel(frame)}</span>
    </td>
  )
}
