"""The network of `bot/evidence.py`, about 2 million parameters: characters in, scores and bounds out.

A question on one side, the candidate sentences in one stream on the other. It is the decomposable attention
of Parikh et al. (2016, A Decomposable Attention Model for Natural Language Inference) over three width-3
convolutions, with the exact-match features of Chen et al. (2017, Reading Wikipedia to Answer Open-Domain
Questions), dilated convolutions over the compared characters in place of recurrence (Yu et al. 2018, QANet),
start and end pointers (Seo et al. 2017, BiDAF) and a no-answer score beside the sentences' (Clark & Gardner 2018).

Knows nothing of files, calibration or how sentences are chosen.
"""

import math
from dataclasses import dataclass
from typing import NamedTuple, cast

import torch
from torch import Tensor, nn
from torch.nn import functional as F  # noqa: N812 - the name everybody gives it

_MASKED = -1e4


@dataclass(frozen=True)
class Sizes:
    """The network's sizes, as kept in its config."""

    chars: int = 6000
    bigrams: int = 16000
    char_dim: int = 96
    bigram_dim: int = 48
    hidden: int = 128
    align: int = 64


def _conv(x: Tensor, layer: nn.Linear, gap: int = 1) -> Tensor:
    """Width-3 convolution of `x` [batch, length, in] with `gap` characters between its taps."""
    n = x.shape[1]
    if torch.is_inference_mode_enabled() and x.shape[0] == 1 and n > gap:
        before, here, after = layer.weight.chunk(3, dim=1)
        out = torch.addmm(layer.bias, x[0], here.T)
        out[gap:].addmm_(x[0, : n - gap], before.T)
        out[: n - gap].addmm_(x[0, gap:], after.T)
        return out[None]
    padded = F.pad(x, (0, 0, gap, gap))
    taps = torch.cat([padded[:, :n], x, padded[:, 2 * gap :]], -1)
    return F.linear(taps, layer.weight, layer.bias)


def _shift(x: Tensor, k: int) -> Tensor:
    """Move a [batch, T, Q] map k places along both texts."""
    return F.pad(x[:, :-k, :-k], (k, 0, k, 0))


class Matches(NamedTuple):
    """Where question and stream share characters: maps [B,T,Q], and features drawn from them."""

    one: Tensor
    two: Tensor
    three: Tensor
    stream: Tensor  # [B,T,8]
    question: Tensor  # [B,Q,8]
    cover: Tensor  # [B,S,Q,6]
    share: Tensor  # [B,S,8]


class Batch(NamedTuple):
    """What the network reads.

    Ids of the stream [B,T] and its bigrams, which characters each sentence has [B,S,T], 0 or 1, the question
    [B,Q] and its bigrams, and the prior [B,S,2]: passage score over the best one's, and whether it is best.
    """

    stream: Tensor
    stream_pairs: Tensor
    member: Tensor
    question: Tensor
    question_pairs: Tensor
    prior: Tensor


class Network(nn.Module):
    """Scores sentences, "no answer", and bounds. B batch, T characters, S sentences, Q question characters."""

    char_idf: Tensor
    bigram_idf: Tensor

    def __init__(self, sizes: Sizes, drop: float = 0.0) -> None:
        super().__init__()
        h, a = sizes.hidden, sizes.align
        self.rate = drop
        self.char = nn.Embedding(sizes.chars, sizes.char_dim)
        self.bigram = nn.Embedding(sizes.bigrams, sizes.bigram_dim)
        self.register_buffer("char_idf", torch.zeros(sizes.chars))
        self.register_buffer("bigram_idf", torch.zeros(sizes.bigrams))
        self.enc1 = nn.Linear(3 * (sizes.char_dim + sizes.bigram_dim + 8), h)
        self.enc2, self.enc3 = nn.Linear(3 * h, h), nn.Linear(3 * h, h)
        self.key, self.val, self.qval = nn.Linear(h, a), nn.Linear(h, a), nn.Linear(h, a)
        self.match, self.null = nn.Parameter(torch.ones(3)), nn.Parameter(torch.zeros(1))
        self.qpool, self.qproj, self.qw = nn.Linear(h + 1, 2), nn.Linear(2 * h, h), nn.Linear(h + 1, 1)
        self.cmp, self.qcmp = nn.Linear(3 * h + 8, h), nn.Linear(3 * a + 6, a)
        self.gaps = (1, 3, 7, 1, 3)
        self.ctx = nn.ModuleList([nn.Linear(3 * h, h) for _ in self.gaps])
        self.start, self.end = nn.Linear(h, h), nn.Linear(h, h)
        self.pool = nn.Linear(h, a)
        self.out1, self.out2 = nn.Linear(3 * a + h + 10, h), nn.Linear(h, 1)
        self.beside, self.told = nn.Linear(3 * h, h), nn.Linear(h, h)
        self.nul1, self.nul2 = nn.Linear(2 * h + a + 10, 64), nn.Linear(64, 1)

    def drop(self, x: Tensor) -> Tensor:
        """Drop whole features of an example while training: cheaper than single cells, and as good."""
        if not self.training or not self.rate:
            return x
        shape = (x.shape[0], *(1,) * (x.dim() - 2), x.shape[-1])
        return x * (torch.rand(shape, device=x.device) >= self.rate).to(x.dtype).div_(1 - self.rate)

    @torch.no_grad()
    def matches(self, b: Batch) -> Matches:
        """Compare the texts character by character; no parameters but the rarities."""
        s_idf, s_rare = self.char_idf[b.stream], self.bigram_idf[b.stream_pairs]
        q_idf, q_rare = self.char_idf[b.question], self.bigram_idf[b.question_pairs]
        same = (b.stream[:, :, None] == b.question[:, None, :]) & (q_idf > 0)[:, None, :]
        two = F.pad(same[:, :-1, :-1] & same[:, 1:, 1:], (0, 1, 0, 1))
        three = F.pad(two[:, :-1, :-1] & two[:, 1:, 1:], (0, 1, 0, 1))
        one, two, three = (
            same.float(),
            (two | _shift(two, 1)).float(),
            (three | _shift(three, 1) | _shift(three, 2)).float(),
        )
        t1, t2, t3 = one.amax(2), two.amax(2), three.amax(2)
        stream = torch.stack([t1, t2, t3, t2 * s_idf, t3 * s_idf, t2 * s_rare, s_idf, s_rare], -1)
        a1, a2, a3 = one.amax(1), two.amax(1), three.amax(1)
        question = torch.stack([a1, a2, a3, a2 * q_idf, a3 * q_idf, a2 * q_rare, q_idf, q_rare], -1)
        c1, c2, c3 = (torch.bmm(b.member, m).clamp(max=1) for m in (one, two, three))
        near = c2.clone()  # the sentences before and after count as context
        near[:, 1:] = torch.maximum(near[:, 1:], c2[:, :-1])
        near[:, :-1] = torch.maximum(near[:, :-1], c2[:, 1:])
        weight = (q_idf / q_idf.sum(1, keepdim=True).clamp(min=1e-3))[:, None]
        share = torch.stack([(c * weight).sum(2) for c in (c1, c2, c3, near)], -1)
        share = torch.cat([share, share - share.amax(1, keepdim=True)], -1)
        rare = [q_idf[:, None].expand_as(c1), q_rare[:, None].expand_as(c1)]
        cover = torch.stack([c1, c2, c3, near, *rare], -1)
        return Matches(one, two, three, stream, question, cover, share)

    def encode(self, ids: Tensor, pairs: Tensor, features: Tensor, mask: Tensor) -> Tensor:
        """Return [B, length, hidden] from ids, bigram ids and match features; `mask` is [B, length, 1]."""
        x = torch.cat([self.drop(torch.cat([self.char(ids), self.bigram(pairs)], -1)), features], -1)
        x = F.relu(_conv(x, self.enc1)) * mask
        x = (x + F.relu(_conv(x, self.enc2))) * mask
        return self.drop((x + F.relu(_conv(x, self.enc3, 2))) * mask)

    def summary(self, hq: Tensor, idf: Tensor, pad: Tensor) -> Tensor:
        """Return one vector [B, hidden] for the question `hq` [B,Q,hidden]."""
        weights = self.qpool(torch.cat([hq, idf[..., None].to(hq.dtype)], -1)).float()
        pooled = torch.einsum(
            "bqk,bqh->bkh", weights.masked_fill(pad[..., None], _MASKED).softmax(1), hq.float()
        )
        return F.relu(self.qproj(self.drop(pooled.flatten(1))))

    def compare(self, hs: Tensor, hq: Tensor, energy: Tensor, u: Tensor, m: Matches, mask: Tensor) -> Tensor:
        """Return each stream character compared with the question words it aligns to, [B,T,hidden]."""
        none = self.null.expand(energy.shape[0], energy.shape[1], 1)
        weights = torch.cat([energy, none], 2).softmax(2)[:, :, :-1].to(hq.dtype)
        aligned = torch.bmm(weights, hq)
        x = torch.cat([hs, aligned, hs * aligned, m.stream.to(hs.dtype)], -1)
        v = self.drop(F.relu(self.cmp(x) + u[:, None].to(hs.dtype)) * mask)
        return (v + F.relu(_conv(v, cast(nn.Linear, self.ctx[0]), self.gaps[0]))) * mask

    def covered(self, hs: Tensor, hq: Tensor, energy: Tensor, b: Batch, m: Matches) -> tuple[Tensor, Tensor]:
        """Return how each sentence answers to the question's characters, twice [B,S,align]: mean and peak."""
        n, s, t = b.member.shape
        q = hq.shape[1]
        inside = (b.stream > 0).float()[..., None]
        weight = (energy - energy.amax(1, keepdim=True)).clamp(min=-20).exp() * inside
        total = torch.bmm(b.member, weight).clamp(min=1e-9)
        by_sentence = weight.to(hs.dtype).transpose(1, 2).contiguous()[:, None]
        each = (b.member.to(hs.dtype)[:, :, None, :] * by_sentence).view(n, s * q, t)
        found = torch.bmm(each, self.val(hs)).view(n, s, q, -1) / total[..., None].to(hs.dtype)
        asked = self.qval(hq)[:, None].expand(-1, s, -1, -1)
        y = torch.cat([asked, found, asked * found, m.cover.to(hs.dtype)], -1)
        y = F.relu(self.qcmp(y)).float()
        idf, pad = self.char_idf[b.question], b.question == 0
        share = self.qw(torch.cat([hq, idf[..., None].to(hq.dtype)], -1)).float()
        mean = (y * share.masked_fill(pad[..., None], _MASKED).softmax(1)[:, None]).sum(2)
        peak = torch.log((y.clamp(max=8).exp() * ~pad[:, None, :, None]).sum(2) + 1e-3)
        return mean, peak

    def weigh(self, b: Batch) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        """Return sentence logits [B,S], "no answer" logits [B], and what `bounds` needs.

        That is u [B,hidden], the question, and v [B,T,hidden], the characters as compared with it, each with what its
        sentence comes to added.
        """
        m = self.matches(b)
        dtype = torch.bfloat16 if torch.is_autocast_enabled("cpu") else torch.float32
        s_mask, pad = (b.stream > 0).to(dtype)[..., None], b.question == 0
        hs = self.encode(b.stream, b.stream_pairs, m.stream, s_mask)
        hq = self.encode(b.question, b.question_pairs, m.question, (~pad).to(dtype)[..., None])
        u = self.summary(hq, self.char_idf[b.question], pad)
        energy = torch.bmm(self.key(hs), self.key(hq).transpose(1, 2)).float() / math.sqrt(
            self.key.out_features
        )
        energy = energy + self.match[0] * m.one + self.match[1] * m.two + self.match[2] * m.three
        energy = energy.masked_fill(pad[:, None], _MASKED)
        v = self.compare(hs, hq, energy, u, m, s_mask)
        mean, peak = self.covered(hs, hq, energy, b, m)
        facts = torch.cat([m.share, b.prior], -1)
        real = b.member.amax(2) > 0
        states = self.states(v, u, torch.cat([mean, peak], -1), facts, b.member, real.float()[..., None])
        scores = self.out2(states).float().squeeze(-1).masked_fill(~real, _MASKED)
        best = torch.einsum("bs,bsf->bf", scores.softmax(1), torch.cat([mean, facts, states.float()], -1))
        nothing = self.nul2(F.relu(self.nul1(torch.cat([u.float(), best], -1)))).float().squeeze(-1)
        return scores, nothing, v + torch.bmm(b.member.transpose(1, 2).to(v.dtype), self.told(states)), u

    def states(
        self, v: Tensor, u: Tensor, covered: Tensor, facts: Tensor, member: Tensor, real: Tensor
    ) -> Tensor:
        """Return what each sentence comes to, those beside it in mind, [B,S,hidden]; `real` is 0 for rows without one."""
        peaks = torch.log(torch.bmm(member, (6 * torch.tanh(self.pool(v).float() / 6)).exp()) + 1e-3)
        asked = u[:, None].expand(-1, member.shape[1], -1).float()
        x = F.relu(self.out1(self.drop(torch.cat([peaks, covered, asked, facts], -1)))) * real
        return x + F.relu(_conv(x, self.beside)) * real

    @property
    def reach(self) -> int:
        """How many masked characters between two stretches keep them from seeing each other in `bounds`."""
        return max(self.gaps[1:])

    def bounds(self, v: Tensor, u: Tensor, mask: Tensor) -> tuple[Tensor, Tensor]:
        """Return start and end logits [B,L] in stretches of text.

        Args:
            v: characters of `weigh` [B,L,hidden], of one sentence or of several with `reach` masked ones between.
            u: their questions [B,hidden].
            mask: [B,L,1], 0 where `v` has no character, else 1.
        """
        for layer, gap in zip(self.ctx[1:], self.gaps[1:], strict=True):
            v = (v + F.relu(_conv(v, cast(nn.Linear, layer), gap))) * mask
        v = self.drop(v).float()
        root = math.sqrt(v.shape[2])
        start = torch.einsum("blh,bh->bl", v, self.start(u).float()) / root
        return start, torch.einsum("blh,bh->bl", v, self.end(u).float()) / root
