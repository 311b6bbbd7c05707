/** The page that a person sees after signing in. */

/** What the page says. */
export interface CallbackPage {
  readonly title: string;
  readonly text: string;
  readonly succeeded: boolean;
}

/** The page as HTML. Loads nothing, and takes the code out of the address bar. */
export function callbackHtml({ title, text, succeeded }: CallbackPage): string {
  const mark = succeeded ? '✓' : '!';
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${escapeHtml(title)} · sqluice</title>
<style>
:root { color-scheme: light dark; --line: light-dark(#d5dae1, #3a424d); --mark: ${succeeded ? '#178a4b' : '#b3261e'} }
body { margin: 0; min-height: 100vh; display: grid; place-items: center; font: 16px/1.5 system-ui, sans-serif }
main { max-width: 26rem; margin: 1rem; padding: 2rem; border: 1px solid var(--line); border-radius: 12px }
b { display: inline-grid; place-items: center; width: 2.2rem; height: 2.2rem; border-radius: 50%; color: #fff; background: var(--mark) }
h1 { font-size: 1.3rem; margin: 1rem 0 .3rem }
p { margin: 0 }
</style>
</head>
<body>
<main><b aria-hidden="true">${mark}</b><h1>${escapeHtml(title)}</h1><p>${escapeHtml(text)}</p></main>
<script>history.replaceState(null, '', location.pathname)</script>
</body>
</html>
`;
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
