/** What decides over the app's safety, as one module: the tests build it with something broken in it. */
export { guardContents, guardSession } from '../guard.ts'
export { CRASH_URL, ORIGIN, START_URL, externalVerdict, senderVerdict } from '../policy.ts'
export { CONTENT_SECURITY_POLICY } from '../scheme.ts'
export { windowOptions } from '../window-options.ts'
