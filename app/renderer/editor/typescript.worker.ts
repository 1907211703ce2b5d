/** The editor's TypeScript worker: `manager-worker.ts` in the place of Monaco's own. */
import { initialize } from 'monaco-editor/languages/features/typescript/ts.worker'
import { ManagerWorker } from './manager-worker.ts'

// Monaco takes the handler's place when it has begun: a listener would stay.
// oxlint-disable-next-line unicorn/prefer-add-event-listener
self.onmessage = () => {
  initialize((context, data) => new ManagerWorker(context, data))
}
