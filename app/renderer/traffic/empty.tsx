/** What stands in place of rows where there are none. Word for word as in the design. */
import type { ComponentChildren } from 'preact'
import { count } from './format.ts'
import { clearFilter } from './state.ts'

export function NoFrames() {
  return (
    <div class="traffic-empty">
      <div class="empty">
        <b>No frames yet.</b>
        <span>Run the program, and every frame it sends appears here.</span>
      </div>
    </div>
  )
}

export function NoProcesses() {
  return <Empty title="No processes." words="Run the program to see them." />
}

export function NoConnections() {
  return <Empty title="Nothing shared yet." words="No process has served, connected or got a proxy so far." />
}

export function NoObjects() {
  return (
    <Empty title="No objects." words={<>The server has made nothing so far. The first <span class="code">create</span> puts one here.</>} />
  )
}

export function NoMemory() {
  return <Empty title="No shared memory." words="The first segment that a program makes or attaches appears here." />
}

function Empty({ title, words }: { title: string; words: ComponentChildren }) {
  return (
    <div class="traffic-empty">
      <div class="empty">
        <b>{title}</b>
        <p>{words}</p>
      </div>
    </div>
  )
}

export function NoMatch({ hidden }: { hidden: number }) {
  return (
    <div class="traffic-empty">
      <div class="empty">
        <b>No frame matches.</b>
        <span>{hidden === 1 ? '1 is hidden.' : `${count(hidden)} are hidden.`}</span>
        <button type="button" class="btn sm" onClick={clearFilter}>
          Clear filter
        </button>
      </div>
    </div>
  )
}
