import { StreamPlaces } from './stream-places.js';

describe('StreamPlaces', () => {
  it('says how many are open and what to do, until one is given back', () => {
    const places = new StreamPlaces(2);
    const leave = places.take('ann');
    places.take('ann');
    places.take('bob');
    expect(() => places.take('ann')).toThrow(
      'You have 2 of these event streams open, and no more are allowed; close one first',
    );
    leave();
    leave(); // a second time gives nothing back
    places.take('ann');
    expect(() => places.take('ann')).toThrow('close one first');
  });
});
