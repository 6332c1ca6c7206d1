"""Trains the network of the nuclei example. See README.md.

    train.py TRAIN VAL --out FOLDER --steps 6000 --decay 1500
    train.py TRAIN VAL --out FOLDER --steps 20000 --decay 3000 --resume FOLDER/stable.pt

Writes into FOLDER: last.pt (every few minutes), stable.pt (before the learning rate falls: go on from there for a longer
run), best.safetensors (the averaged weights that did best on VAL so far), log.txt.
"""
import argparse
import copy
import json
import os
import sys
import time

os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("OMP_WAIT_POLICY", "passive")

import numpy as np
import torch
from torch import multiprocessing
from torch.nn import functional

import instances
import network
import pictures


def loss_of(logits, target, weight):
    """Weighted cross-entropy of the three outputs, and soft Dice of foreground and contact over each picture."""
    entropy = functional.binary_cross_entropy_with_logits(logits, target, reduction="none")
    weight = weight.unsqueeze(1)
    area = (entropy * weight).mean(dim=(0, 2, 3))
    value = area[0] + area[1] + area[2]
    probability = torch.sigmoid(logits)
    foreground = soft_dice(probability[:, 0], target[:, 0], (1, 2)).mean()
    contact = soft_dice(probability[:, 2], target[:, 2], (0, 1, 2))
    # The depth decides where nuclei part: its absolute error keeps the valleys deep.
    depth = ((probability[:, 1] - target[:, 1]).abs() * weight[:, 0]).mean()
    return value + 0.5 * foreground + 0.25 * contact + depth


def soft_dice(probability, target, axes):
    common = (probability * target).sum(axes)
    return 1 - (2 * common + 100) / (probability.sum(axes) + target.sum(axes) + 100)


def rate(step, options):
    warm = min(1.0, (step + 1) / 200)
    fall = min(1.0, max(0.0, (options.steps - step) / max(options.decay, 1)))
    return options.rate * warm * fall


class Average:
    """An exponential moving average of the weights and of the statistics."""

    def __init__(self, net):
        self.net = copy.deepcopy(net).eval()
        self.steps = 0

    def update(self, net):
        self.steps += 1
        keep = min(0.998, self.steps / (self.steps + 10))
        with torch.no_grad():
            for mine, theirs in zip(self.net.state_dict().values(), net.state_dict().values()):
                if mine.is_floating_point():
                    mine.mul_(keep).add_(theirs, alpha=1 - keep)


def predict(net, picture):
    """Probabilities (3, height, width) for one picture, mirrored to multiples of 16."""
    height, width = picture.shape[:2]
    x = network.prepare(picture)
    x = np.pad(x, ((0, 0), (0, -height % 16), (0, -width % 16)), mode="symmetric")
    with torch.no_grad():
        x = torch.from_numpy(x)[None].contiguous(memory_format=torch.channels_last)
        return torch.sigmoid(net(x))[0, :, :height, :width].numpy()


def evaluate(net, examples, options=instances.DEFAULTS):
    results = [instances.score(instances.separate(*predict(net, e.picture), options), e.labels) for e in examples]
    return instances.summary(results, [e.kind for e in examples])


def merit(table):
    """One number to choose by: what is asked of fluorescence and of all kinds together."""
    fluorescence = table.get("fluorescence", table["all"])
    return float(np.mean(fluorescence[:3])) + float(table["all"][0])


def work(rank, options, gradients, barrier):
    torch.set_num_threads(1)
    train = [e.prepare() for e in pictures.load(options.train)]
    chance = pictures.chances(train)
    torch.manual_seed(options.seed)
    net = network.UNet().to(memory_format=torch.channels_last)
    average = Average(net)
    decayed = [p for p in net.parameters() if p.ndim > 1]
    plain = [p for p in net.parameters() if p.ndim <= 1]
    optimizer = torch.optim.AdamW([{"params": decayed, "weight_decay": 0.02}, {"params": plain, "weight_decay": 0.0}],
                                  lr=options.rate)
    first, spent, best = 0, 0.0, -1.0
    if options.resume:
        state = torch.load(options.resume)
        net.load_state_dict(state["net"])
        average.net.load_state_dict(state["average"])
        average.steps = state["average_steps"]
        optimizer.load_state_dict(state["optimizer"])
        first, spent, best = state["step"], state["spent"], state["best"]
    # As the forward pass allocates: one memory layout for weights and gradients.
    parameters = list(net.parameters())
    log = open(os.path.join(options.out, "log.txt"), "a") if rank == 0 else None

    def say(text):
        if rank == 0:
            print(text, flush=True)
            log.write(text + "\n")
            log.flush()

    def save(name, step):
        state = {"net": net.state_dict(), "average": average.net.state_dict(), "average_steps": average.steps,
                 "optimizer": optimizer.state_dict(), "step": step, "spent": spent, "best": best}
        path = os.path.join(options.out, name)
        torch.save(state, path + ".new")
        os.replace(path + ".new", path)

    val = pictures.load(options.val) if rank == 0 and options.val else []
    say("# " + json.dumps(vars(options)))
    say("# pictures: %d to learn, %d to judge; parameters: %d" % (len(train), len(val), sum(p.numel() for p in parameters)))
    began, saved, losses = time.time() - spent, time.time(), []
    for step in range(first, options.steps):
        if rank == 0 and step == options.steps - options.decay:
            save("stable.pt", step)
        random = np.random.default_rng([options.seed, step, rank])
        batch = [pictures.crop(train[i], options.side, random) for i in random.choice(len(train), options.batch, p=chance)]
        x, target, weight = (torch.from_numpy(np.stack(part)) for part in zip(*batch))
        x = x.contiguous(memory_format=torch.channels_last)
        net.train()
        loss = loss_of(net(x), target, weight)
        for p in parameters:
            p.grad = None
        loss.backward()
        losses.append(loss.item())
        # Mean of the gradients of all workers, through shared memory.
        gradients[rank].copy_(torch.cat([p.grad.reshape(-1) for p in parameters]))
        barrier.wait()
        mean = gradients.mean(dim=0)
        barrier.wait()
        offset = 0
        for p in parameters:
            p.grad.copy_(mean[offset:offset + p.numel()].view_as(p.grad))
            offset += p.numel()
        torch.nn.utils.clip_grad_norm_(parameters, 2.0)
        for group in optimizer.param_groups:
            group["lr"] = rate(step, options)
        optimizer.step()
        average.update(net)
        if rank == 0:
            spent = time.time() - began
            if (step + 1) % 50 == 0:
                say("step %d  minutes %.1f  rate %.2e  loss %.4f" % (step + 1, spent / 60, rate(step, options), np.mean(losses)))
                losses = []
            if val and ((step + 1) % options.every == 0 or step + 1 == options.steps):
                table = evaluate(average.net, val)
                say("step %d  minutes %.1f  merit %.4f\n%s" % (step + 1, spent / 60, merit(table), instances.show(table)))
                if merit(table) > best:
                    best = merit(table)
                    network.save_safetensors(average.net.state_dict(), os.path.join(options.out, "best.safetensors"))
            if time.time() - saved > 180 or step + 1 == options.steps:
                saved = time.time()
                save("last.pt", step + 1)
                network.save_safetensors(average.net.state_dict(), os.path.join(options.out, "last.safetensors"))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("train")
    parser.add_argument("val", nargs="?")
    parser.add_argument("--out", required=True)
    parser.add_argument("--steps", type=int, default=6000)
    parser.add_argument("--decay", type=int, default=1500, help="last steps, over which the rate falls to 0")
    parser.add_argument("--rate", type=float, default=2e-3)
    parser.add_argument("--batch", type=int, default=6, help="crops for each worker and step")
    parser.add_argument("--side", type=int, default=160)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--every", type=int, default=500, help="steps between two looks at VAL")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--resume")
    options = parser.parse_args()
    os.makedirs(options.out, exist_ok=True)
    count = sum(p.numel() for p in network.UNet().parameters())
    gradients = torch.zeros(options.workers, count).share_memory_()
    barrier = multiprocessing.get_context("spawn").Barrier(options.workers)
    if options.workers == 1:
        work(0, options, gradients, barrier)
    else:
        multiprocessing.spawn(work, (options, gradients, barrier), options.workers)


if __name__ == "__main__":
    sys.exit(main())
