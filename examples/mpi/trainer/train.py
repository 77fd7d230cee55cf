"""Trains a network that predicts the next step of the Lorenz 96 model: on the GPU by CuPy, else on the CPU by NumPy.

The input is JSON in BATCHWRIGHT_INPUT, as for any worker. A checkpoint after every tenth epoch lets the next attempt go on.
"""
import io
import json
import os

import boto3
import numpy

try:
    import cupy as xp
    xp.cuda.runtime.getDeviceCount()
except Exception:  # no CuPy, no driver or no device
    xp = numpy

PLACES, STEP, FORCING, RATE = 40, 0.05, 8.0, 1e-3
job = json.loads(os.environ["BATCHWRIGHT_INPUT"])
run, epochs, hidden = job["run"], job.get("epochs", 200), job.get("hidden", 256)
s3, bucket = boto3.client("s3"), os.environ["MODELS"]
checkpoint_key, model_key = f"checkpoints/{run}.npz", f"models/{run}.npz"


def slopes(state):
    return (xp.roll(state, -1, 1) - xp.roll(state, 2, 1)) * xp.roll(state, 1, 1) - state + FORCING


def advance(state):
    first = slopes(state)
    second = slopes(state + STEP / 2 * first)
    third = slopes(state + STEP / 2 * second)
    fourth = slopes(state + STEP * third)
    return state + STEP / 6 * (first + 2 * second + 2 * third + fourth)


def samples(count, seed):
    state = xp.asarray(numpy.random.default_rng(seed).normal(FORCING / 2, 1, (count, PLACES)))
    for _ in range(100):  # until the weather has forgotten how it began
        state = advance(state)
    return state / 10, (advance(state) - state) / 10


def save(key, weights, epoch):
    body = io.BytesIO()
    numpy.savez(body, epoch=epoch, **{name: numpy.asarray(w.get() if hasattr(w, "get") else w) for name, w in weights.items()})
    s3.put_object(Bucket=bucket, Key=key, Body=body.getvalue())


def load(key):
    try:
        body = s3.get_object(Bucket=bucket, Key=key)["Body"].read()
    except s3.exceptions.NoSuchKey:
        return None, 0
    stored = dict(numpy.load(io.BytesIO(body)))
    epoch = int(stored.pop("epoch"))
    return {name: xp.asarray(w) for name, w in stored.items()}, epoch


def fresh():
    draw = numpy.random.default_rng(1).normal
    first, second = draw(0, PLACES**-0.5, (PLACES, hidden)), draw(0, hidden**-0.5, (hidden, PLACES))
    return {"w1": xp.asarray(first), "b1": xp.zeros(hidden), "w2": xp.asarray(second), "b2": xp.zeros(PLACES)}


def predict(weights, given):
    inner = xp.tanh(given @ weights["w1"] + weights["b1"])
    return inner, inner @ weights["w2"] + weights["b2"]


def gradients(weights, given, wanted):
    inner, made = predict(weights, given)
    error = 2 * (made - wanted) / made.size
    back = (error @ weights["w2"].T) * (1 - inner**2)
    return {"w1": given.T @ back, "b1": back.sum(0), "w2": inner.T @ error, "b2": error.sum(0)}


def loss(weights, data):
    return float(((predict(weights, data[0])[1] - data[1]) ** 2).mean())


training, held_out = samples(4096, 1), samples(512, 2)
weights, epoch = load(checkpoint_key)
weights = weights or fresh()
print(json.dumps({"on": xp.__name__, "from": epoch, "loss": loss(weights, held_out)}), flush=True)
mean, square, steps = {k: 0.0 for k in weights}, {k: 0.0 for k in weights}, 0
while epoch < epochs:
    for batch in range(0, len(training[0]), 256):
        steps += 1
        for name, slope in gradients(weights, *(part[batch : batch + 256] for part in training)).items():
            mean[name] = 0.9 * mean[name] + 0.1 * slope  # Adam
            square[name] = 0.999 * square[name] + 0.001 * slope**2
            weights[name] -= RATE * (mean[name] / (1 - 0.9**steps)) / (xp.sqrt(square[name] / (1 - 0.999**steps)) + 1e-8)
    epoch += 1
    if epoch % 10 == 0:
        save(checkpoint_key, weights, epoch)
save(model_key, weights, epoch)
print(json.dumps({"epochs": epoch, "loss": loss(weights, held_out)}), flush=True)
