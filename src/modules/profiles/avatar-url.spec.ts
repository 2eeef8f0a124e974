import { isAvatarUrl } from './avatar-url.js';

describe('isAvatarUrl', () => {
  it.each([
    'https://example.org/ada.png',
    'https://cdn.example.org:443/a?size=64#x',
    'https://bücher.example/ada.png',
    'https://1.1.1.1/ada.png',
  ])('takes %s', (url) => expect(isAvatarUrl(url)).toBe(true));

  it.each([
    null,
    7,
    '',
    'ada.png',
    'javascript:alert(1)',
    'http://example.org/ada.png',
    'https://ada:secret@example.org/ada.png',
    'https://ada@example.org/ada.png',
    'https://example.org:8443/ada.png',
    'https://localhost/ada.png',
    'https://printer/ada.png',
    'https://printer.local/ada.png',
    'https://127.0.0.1/ada.png',
    'https://127.1/ada.png',
    'https://2130706433/ada.png',
    'https://10.0.0.8/ada.png',
    'https://192.168.1.1/ada.png',
    'https://169.254.169.254/latest/meta-data/',
    'https://[::1]/ada.png',
    'https://[::ffff:10.0.0.1]/ada.png',
    'https://[fd00::1]/ada.png',
  ])('refuses %s', (url) => expect(isAvatarUrl(url)).toBe(false));
});
