/** The frame as text, or the call that it is as a line of Python or TypeScript, to be taken elsewhere. */
import { callAsPython, callAsTypeScript, type Frame, type Run } from 'multiprocessing/inspect'
import { attempt } from '../../commands.ts'
import { Icon } from '../../icons.tsx'
import { Menu } from '../../layout/menu.tsx'
import { copyText, copyCall, NO_CALL } from './copy-call.ts'
import type { Content } from './content-view.ts'
import { frameAsText } from './copy.ts'

export function CopyMenu({ frame, present, content }: { frame: Frame; present: Run; content: Content }) {
  const blocked = callAsPython(frame) === undefined && callAsTypeScript(frame) === undefined ? NO_CALL : undefined
  return (
    <Menu
      class="btn sm"
      label="Copy"
      align="end"
      items={[
        { label: 'As text', run: () => attempt(() => copyText(frameAsText(frame, present, content), 'The frame is copied as text.')) },
        { label: 'Call as Python', disabled: blocked, run: () => attempt(() => copyCall(frame, 'python')) },
        { label: 'Call as TypeScript', disabled: blocked, run: () => attempt(() => copyCall(frame, 'typescript')) },
      ]}
    >
      <Icon name="copy" small />
      <span>Copy</span>
    </Menu>
  )
}
