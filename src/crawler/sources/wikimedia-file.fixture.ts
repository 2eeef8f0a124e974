/** Recorded shape of Commons' answers, for specs. */
export const value = (text: string) => ({ value: text, source: 'commons-desc-page', hidden: '' });
const METADATA = {
  LicenseShortName: value('CC BY-SA 4.0'),
  LicenseUrl: value('https://creativecommons.org/licenses/by-sa/4.0'),
  License: value('cc-by-sa-4.0'),
  Artist: value('<a href="//commons.wikimedia.org/wiki/User:X" title="User:X"><b>X &amp; Y</b></a>'),
  ObjectName: value('Cat'),
};

export const file = (n: number, extmetadata: unknown = METADATA, info = {}) => ({
  pageid: 1_000 - n,
  ns: 6,
  title: `File:Cat_${n}.jpg`,
  index: n,
  imagerepository: 'local',
  imageinfo: [
    {
      url: `https://upload.wikimedia.org/wikipedia/commons/a/ab/Cat${n}.jpg`,
      descriptionurl: `https://commons.wikimedia.org/wiki/File:Cat${n}.jpg`,
      width: 3000,
      height: 2000,
      size: 1_234_567,
      mime: 'image/jpeg',
      extmetadata,
      ...info,
    },
  ],
});
