// A signature: strokes as whole numbers in a box of 600 by 200.

const strokesOf = (path) => path.split('M').filter(Boolean).map((stroke) => stroke.split('L').map((point) => point.split(',').map(Number)));
const pathOf = (strokes) => strokes.map((stroke) => 'M' + stroke.map((point) => point.join(',')).join('L')).join('');

onPage((root) => every('[data-sign]', root).forEach((box) => {
  const canvas = first('canvas', box);
  const field = document.getElementById(box.dataset.sign);
  const pen = canvas.getContext('2d');
  let strokes = strokesOf(field.value);
  let stroke = null;
  box.hidden = false;
  canvas.width = 1200;
  canvas.height = 400;

  const draw = () => {
    pen.setTransform(2, 0, 0, 2, 0, 0);
    pen.clearRect(0, 0, 600, 200);
    Object.assign(pen, { lineWidth: 3, lineCap: 'round', lineJoin: 'round', strokeStyle: '#1c1b19' });
    strokes.forEach(([start, ...rest]) => {
      pen.beginPath();
      pen.moveTo(...start);
      (rest.length ? rest : [start]).forEach((point) => pen.lineTo(...point));
      pen.stroke();
    });
  };
  const keep = () => { field.value = pathOf(strokes).slice(0, 20000); };
  const at = (event) => {
    const place = canvas.getBoundingClientRect();
    const within = (part, whole, size) => Math.max(0, Math.min(size, Math.round((part / whole) * size)));
    return [within(event.clientX - place.left, place.width, 600), within(event.clientY - place.top, place.height, 200)];
  };

  canvas.addEventListener('pointerdown', (event) => {
    canvas.setPointerCapture(event.pointerId);
    stroke = [at(event)];
    strokes.push(stroke);
    draw();
  });
  canvas.addEventListener('pointermove', (event) => {
    if (!stroke) return;
    const [x, y] = at(event);
    const [lastX, lastY] = stroke.at(-1);
    if (Math.hypot(x - lastX, y - lastY) < 3) return;
    stroke.push([x, y]);
    draw();
  });
  ['pointerup', 'pointercancel'].forEach((kind) => canvas.addEventListener(kind, () => { stroke = null; keep(); }));
  first('[data-clear]', box).addEventListener('click', () => { strokes = []; keep(); draw(); });
  draw();
}));
