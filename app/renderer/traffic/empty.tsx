/** What stands in place of rows where there are none. Word for word as in the design. */
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
