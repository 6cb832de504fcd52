import { randomBytes } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import { contentSecurityPolicy } from './headers.ts';

const STYLE = `
:root { color-scheme: light dark; font: 16px/1.5 system-ui, "Segoe UI", sans-serif; }
body { display: grid; place-items: center; min-height: 90vh; margin: 0 1rem; }
form { display: grid; gap: .75rem; width: min(28rem, 100%); }
h1 { font-size: 1.25rem; margin: 0; }
p { margin: 0; }
input, button { font: inherit; padding: .5rem .75rem; }
.problem { border-left: 4px solid #c92a2a; padding-left: .75rem; }
`;

const PROBLEMS: Record<string, string> = {
  unauthorized: 'This token is not known, has expired or was revoked.',
  too_many_requests: 'Too many wrong tokens. Try again in five minutes.',
};

const escaped = (text: string): string =>
  text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);

/** A place of the page to go to; the start for whatever is not on this very server. */
export function placeOf(text: unknown): string {
  if (typeof text !== 'string' || text.length > 2000 || !URL.canParse(text, 'http://here')) return '/';
  const { origin, pathname, search } = new URL(text, 'http://here');
  return origin === 'http://here' && /^\/(?![/\\])/.test(pathname) ? pathname + search : '/';
}

/** `/sign-in`: a form that works without any script; it hands the token to `POST /api/v1/session`. */
export function signInPage(app: FastifyInstance): void {
  app.get('/sign-in', { schema: { hide: true }, config: { scope: 'none' } }, async ({ query }, reply) => {
    const { next, problem } = query as Record<string, unknown>;
    const nonce = randomBytes(16).toString('base64');
    const policy = contentSecurityPolicy(nonce).replace("form-action 'none'", "form-action 'self'");
    const said = PROBLEMS[String(problem)];
    reply
      .header('content-security-policy', policy)
      .header('cache-control', 'no-store')
      .type('text/html; charset=utf-8');
    return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Sign in – mapiscope</title>
<style nonce="${nonce}">${STYLE}</style>
</head>
<body>
<form method="post" action="/api/v1/session" autocomplete="off">
<h1>mapiscope</h1>
${said === undefined ? '' : `<p class="problem" role="alert">${said}</p>\n`}<label for="token">Token</label>
<input id="token" name="token" type="password" required autofocus maxlength="200" spellcheck="false" autocomplete="current-password">
<input type="hidden" name="next" value="${escaped(placeOf(next))}">
<button type="submit">Sign in</button>
<p>Whoever runs mapiscope makes one with <code>mapiscope token create</code>.</p>
</form>
</body>
</html>
`;
  });
}
