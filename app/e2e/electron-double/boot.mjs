/**
 * Starts an app's main module with the double in the place of `electron`: node boot.mjs <main module> [arguments]
 *
 * ELECTRON_DOUBLE_MODULE is the address of the compiled double (`launch.ts`).
 */
import { register } from 'node:module'
import { pathToFileURL } from 'node:url'

const double = process.env.ELECTRON_DOUBLE_MODULE
if (double === undefined) throw new Error('ELECTRON_DOUBLE_MODULE must name the compiled double. Use launchElectron().')
register('./hooks.mjs', import.meta.url, { data: { double } })

// The app sees its own name where Electron shows it.
process.argv.splice(1, 1)
const main = process.argv[1]
if (main === undefined) throw new Error('expected the main module as the first argument')

const { app, electron, startControl } = await import(double)
startControl(electron)
// Electron is ready when the main module has run, its top-level awaits included.
await import(pathToFileURL(main).href)
app.becomeReady()
