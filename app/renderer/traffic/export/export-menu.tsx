/** The button in the head of the traffic that gives the run away. */
import { blockedReason, perform } from '../../commands.ts'
import { Icon } from '../../icons.tsx'
import { Menu } from '../../layout/menu.tsx'

const ITEMS = [
  ['export-svg', 'View as SVG'],
  ['export-png', 'View as PNG'],
  ['export-mermaid', 'Sequence as Mermaid'],
  ['export-trace', 'Trace as NDJSON'],
  ['save-capsule', 'All of it as a capsule'],
] as const

export function ExportMenu() {
  return (
    <Menu class="iconbtn" label="Export" align="end" items={ITEMS.map(([id, label]) => ({ label, disabled: blockedReason(id), run: () => perform(id) }))}>
      <Icon name="export" />
    </Menu>
  )
}
