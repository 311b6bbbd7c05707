/** What the page shows: a question, or why there is none. */
export type SignInPage =
  | {
      readonly kind: 'ask';
      readonly login: string;
      readonly scopes: readonly string[];
      /** Where the decision is sent. */
      readonly action: string;
    }
  | { readonly kind: 'problem'; readonly problem: string };

/** The page where a person signs in to the sandbox. Loads nothing and runs nothing. */
export function signInPage(page: SignInPage): string {
  const body =
    page.kind === 'problem'
      ? `<h1>Cannot sign in</h1><p>${escapeHtml(page.problem)}</p>`
      : `<h1>Sign in to the Okta sandbox</h1>
<p>An app on this machine asks to read as <strong>${escapeHtml(page.login)}</strong>:</p>
<ul>${page.scopes.map((scope) => `<li><code>${escapeHtml(scope)}</code></li>`).join('')}</ul>
<form method="post" action="${escapeHtml(page.action)}">
<button name="decision" value="allow">Sign in</button>
<button name="decision" value="refuse" class="quiet">Refuse</button>
</form>`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Okta sandbox</title>
<style>
:root { color-scheme: light dark; --line: light-dark(#d5dae1, #3a424d); --accent: light-dark(#1f5fd0, #7aa5f5) }
body { margin: 0; min-height: 100vh; display: grid; place-items: center; font: 16px/1.5 system-ui, sans-serif }
main { max-width: 26rem; margin: 1rem; padding: 2rem; border: 1px solid var(--line); border-radius: 12px }
h1 { font-size: 1.3rem; margin: 0 0 .5rem }
ul { padding-left: 1.2rem; columns: 2 }
code { font-size: .8rem; overflow-wrap: anywhere }
button { font: inherit; padding: .5rem 1.2rem; border: 1px solid var(--accent); border-radius: 8px; cursor: pointer; color: light-dark(#fff, #111); background: var(--accent) }
button.quiet { color: inherit; background: none; border-color: var(--line) }
</style>
</head>
<body><main>${body}</main></body>
</html>
`;
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
