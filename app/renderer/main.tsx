/** Starts the page: theme, keys, the connection to the host, and what is on screen. */
// First, so that the styles of components come after them.
import './theme/tokens.css'
import './theme/base.css'
import { effect } from '@preact/signals'
import { render } from 'preact'
import { App } from './app.tsx'
import { connect } from './connect.ts'
import { watchCrashes } from './layout/crash.tsx'
import { listenForKeys } from './layout/keys.ts'
import { page, workspaceName } from './store.ts'
import { followTheme } from './theme/theme.ts'

const root = document.querySelector('#app')
if (!root) throw new Error('index.html has no #app')
watchCrashes()
followTheme()
listenForKeys()
effect(() => {
  document.title = page.value === 'work' && workspaceName.value !== '' ? `${workspaceName.value} · Managerie` : 'Managerie'
})
render(<App />, root)
void connect()
