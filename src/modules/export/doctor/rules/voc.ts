import { Parser } from 'htmlparser2';
import { text } from 'node:stream/consumers';
import { lines } from '../../manifest/lines.js';
import type { FormatRules } from '../format-rules.js';
import { SPLIT_OF } from '../splits.js';

const LIST = /^VOCdevkit\/VOC2012\/ImageSets\/Main\/(train|val|test)\.txt$/;
const XML = /^VOCdevkit\/VOC2012\/Annotations\/([^/]+)\.xml$/;
const PICTURE = /^VOCdevkit\/VOC2012\/JPEGImages\/([^/]+)\.jpg$/;

/** Pascal VOC: JPEGs only, an annotation with objects behind each of them, lists that name them all. */
export function vocRules(): FormatRules {
  let last = '';
  let open = 0;
  return {
    async see({ path, body }, checkup) {
      const [, folder = ''] = LIST.exec(path) ?? [];
      const [, id = ''] = XML.exec(path) ?? [];
      if (folder !== '') for await (const line of lines(body)) checkup.tell(SPLIT_OF[folder] ?? '', line);
      else if (id === '') checkup.find(`${path} does not belong into this format`);
      else {
        open -= 1;
        const { filename, objects } = annotationIn(await text(body));
        if (id !== last || filename !== `${id}.jpg`) checkup.find(`${path} is not about the image beside it`);
        if (objects === 0) checkup.find(`${path} has no object`);
      }
    },
    seePicture(path, checkup) {
      const [, id = ''] = PICTURE.exec(path) ?? [];
      if (id === '') checkup.find(`${path} is no JPEG in JPEGImages`);
      open += 1;
      last = id;
    },
    expected: ({ path }) => PICTURE.exec(path)?.[1] ?? path,
    end(checkup) {
      if (open !== 0) checkup.find('There are not as many annotations as images');
    },
  };
}

function annotationIn(xml: string): { filename: string; objects: number } {
  const found = { filename: '', objects: 0 };
  let inside = '';
  const parser = new Parser(
    {
      onopentag(name) {
        inside = name;
        if (name === 'object') found.objects += 1;
      },
      ontext(piece) {
        if (inside === 'filename') found.filename += piece;
      },
      onclosetag: () => (inside = ''),
    },
    { xmlMode: true, decodeEntities: true },
  );
  parser.end(xml);
  return found;
}
