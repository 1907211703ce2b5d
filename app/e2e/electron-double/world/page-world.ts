/** Runs in the page's own world, before its first script: the page's end of the bridge. */
import { openBridge } from './bridge.ts'

/** Put in by the double: known to this window's two worlds only. */
declare const DOUBLE_SECRET: string

if (window === window.top && location.href !== 'about:blank') openBridge('page', DOUBLE_SECRET)
