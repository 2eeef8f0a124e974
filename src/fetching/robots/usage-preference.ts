/** Names under which site owners speak of training: Content-Usage (IETF) and Content-Signal (Cloudflare). */
const TRAINING = new Set(['train-ai', 'ai-train', 'train-genai']);
const NO = new Set(['n', 'no', '?0', 'disallow']);
const YES = new Set(['y', 'yes', '?1', 'allow']);

/** What a value such as `search=y, train-ai=n` says of training; null when it says nothing. One refusal is enough. */
export function trainingPreference(value: string): 'allowed' | 'refused' | null {
  let allowed = false;
  for (const item of value.toLowerCase().split(',')) {
    const [name = '', said = ''] = (item.split(';')[0] ?? '').split('=').map((part) => part.trim().replaceAll('"', ''));
    if (!TRAINING.has(name)) continue;
    if (NO.has(said)) return 'refused';
    if (YES.has(said)) allowed = true;
  }
  return allowed ? 'allowed' : null;
}
