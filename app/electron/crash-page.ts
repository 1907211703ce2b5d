/** The page that stands where a white window would: what happened, what is safe, one way back. */
import { START_URL } from './policy.ts'

/** Reasons that Electron gives, in words. */
const REASONS: Readonly<Record<string, string>> = {
  'abnormal-exit': 'The part that draws the window ended by itself.',
  crashed: 'The part that draws the window crashed.',
  killed: 'The part that draws the window was ended from outside.',
  'launch-failed': 'The part that draws the window could not start.',
  oom: 'The part that draws the window ran out of memory.',
  'load-failed': 'The page could not be loaded.',
  unresponsive: 'The window did not answer any more.',
}

/** Page for one reason. Whatever the reason says, no text from outside gets into the markup. */
export function crashPage(reason: string): string {
  const sentence = Object.hasOwn(REASONS, reason) ? REASONS[reason] : 'The window could not be shown.'
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>Managerie</title>
<style>
:root { color-scheme: light dark; --desk: #f4f1eb; --ink: #211f1b; --ink-2: #524d46; --honey: #f4b740; --on-honey: #211f1b }
@media (prefers-color-scheme: dark) { :root { --desk: #131210; --ink: #f1eee8; --ink-2: #bdb7ad } }
body { margin: 0; min-height: 100vh; display: grid; place-items: center; background: var(--desk); color: var(--ink);
  font: 15px/24px system-ui, sans-serif }
main { max-width: 440px; padding: 24px }
h1 { margin: 0 0 8px; font-size: 20px; line-height: 26px; font-weight: 600 }
p { margin: 0 0 16px; color: var(--ink-2) }
a { display: inline-block; padding: 6px 14px; border-radius: 6px; background: var(--honey); color: var(--on-honey);
  font-size: 13px; line-height: 20px; font-weight: 500; text-decoration: none }
a:focus-visible { outline: 2px solid var(--ink); outline-offset: 2px }
</style>
</head>
<body>
<main>
<h1>The window is gone, your work is not</h1>
<p>${sentence} Every edit was written to disk as it was typed. Programs that were running have been stopped.</p>
<p>The menu Help has Copy diagnostics, should you want to report it.</p>
<a href="${START_URL}">Open the window again</a>
</main>
</body>
</html>
`
}
