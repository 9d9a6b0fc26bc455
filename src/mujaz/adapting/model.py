"""The bundled translator as a torch module: e5 encoder, small decoder, tied output layer.

It computes what CTranslate2 computes for the same weights: post-norm layers, learned positions, a
layer norm after the embeddings, exact GELU, projections of query, key and value fused as there.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional

BOS, PAD, EOS, UNK = 0, 1, 2, 3
NEVER_PRODUCED = (BOS, PAD, UNK)
NORM_EPSILON = 1e-12


@dataclass(frozen=True, slots=True)
class Shape:
    """The sizes of a model; two models with the same shape can exchange weights."""

    source_pieces: int
    target_pieces: int
    width: int = 384
    heads: int = 12
    inner: int = 1536
    encoder_layers: int = 11
    decoder_layers: int = 3
    source_positions: int = 512
    target_positions: int = 512


@dataclass(frozen=True, slots=True)
class Dropout:
    """How much is dropped in training: hidden values in each half, and whole source pieces."""

    encoder: float = 0.1
    decoder: float = 0.1
    source_pieces: float = 0.0


class SelfAttention(nn.Module):
    """Multi-head attention of a sequence to itself."""

    def __init__(self, width: int, heads: int) -> None:
        super().__init__()
        self.heads = heads
        self.qkv = nn.Linear(width, 3 * width)
        self.out = nn.Linear(width, width)

    def forward(self, x: Tensor, mask: Tensor | None, *, causal: bool, dropout: float) -> Tensor:
        """Compute the module's output."""
        batch, length, width = x.shape
        shape = (batch, length, 3, self.heads, width // self.heads)
        query, key, value = self.qkv(x).view(shape).permute(2, 0, 3, 1, 4)
        y = functional.scaled_dot_product_attention(
            query, key, value, attn_mask=mask, is_causal=causal, dropout_p=dropout
        )
        result: Tensor = self.out(y.transpose(1, 2).reshape(batch, length, width))
        return result


class CrossAttention(nn.Module):
    """Multi-head attention of the target to the encoder's states."""

    def __init__(self, width: int, heads: int) -> None:
        super().__init__()
        self.heads = heads
        self.query = nn.Linear(width, width)
        self.kv = nn.Linear(width, 2 * width)
        self.out = nn.Linear(width, width)

    def forward(self, x: Tensor, states: Tensor, mask: Tensor, *, dropout: float) -> Tensor:
        """Compute the module's output."""
        batch, length, width = x.shape
        head = width // self.heads
        query = self.query(x).view(batch, length, self.heads, head).transpose(1, 2)
        shape = (batch, states.size(1), 2, self.heads, head)
        key, value = self.kv(states).view(shape).permute(2, 0, 3, 1, 4)
        y = functional.scaled_dot_product_attention(
            query, key, value, attn_mask=mask, dropout_p=dropout
        )
        result: Tensor = self.out(y.transpose(1, 2).reshape(batch, length, width))
        return result


class FeedForward(nn.Module):
    """The position-wise half of a layer."""

    def __init__(self, width: int, inner: int) -> None:
        super().__init__()
        self.up = nn.Linear(width, inner)
        self.down = nn.Linear(inner, width)

    def forward(self, x: Tensor) -> Tensor:
        """Compute the module's output."""
        result: Tensor = self.down(functional.gelu(self.up(x)))
        return result


def _norm(width: int) -> nn.LayerNorm:
    return nn.LayerNorm(width, eps=NORM_EPSILON)


class EncoderLayer(nn.Module):
    """Self-attention and feed-forward, each followed by its layer norm."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.attention = SelfAttention(shape.width, shape.heads)
        self.attention_norm = _norm(shape.width)
        self.forward_part = FeedForward(shape.width, shape.inner)
        self.forward_norm = _norm(shape.width)

    def forward(self, x: Tensor, mask: Tensor, dropout: float) -> Tensor:
        """Compute the module's output."""
        y = self.attention(x, mask, causal=False, dropout=dropout)
        x = self.attention_norm(x + functional.dropout(y, dropout, self.training))
        y = functional.dropout(self.forward_part(x), dropout, self.training)
        result: Tensor = self.forward_norm(x + y)
        return result


class DecoderLayer(nn.Module):
    """Causal self-attention, attention to the source, feed-forward."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.attention = SelfAttention(shape.width, shape.heads)
        self.attention_norm = _norm(shape.width)
        self.cross = CrossAttention(shape.width, shape.heads)
        self.cross_norm = _norm(shape.width)
        self.forward_part = FeedForward(shape.width, shape.inner)
        self.forward_norm = _norm(shape.width)

    def forward(self, x: Tensor, states: Tensor, mask: Tensor, dropout: float) -> Tensor:
        """Compute the module's output."""
        y = self.attention(x, None, causal=True, dropout=dropout)
        x = self.attention_norm(x + functional.dropout(y, dropout, self.training))
        y = self.cross(x, states, mask, dropout=dropout)
        x = self.cross_norm(x + functional.dropout(y, dropout, self.training))
        y = functional.dropout(self.forward_part(x), dropout, self.training)
        result: Tensor = self.forward_norm(x + y)
        return result


class Embedding(nn.Module):
    """Pieces and positions, normed."""

    def __init__(self, pieces: int, positions: int, width: int) -> None:
        super().__init__()
        self.piece = nn.Embedding(pieces, width)
        self.position = nn.Embedding(positions, width)
        self.norm = _norm(width)

    def forward(self, ids: Tensor, dropout: float) -> Tensor:
        """Compute the module's output."""
        x = self.norm(self.piece(ids) + self.position.weight[: ids.size(1)])
        return functional.dropout(x, dropout, self.training)


class Encoder(nn.Module):
    """Source ids -> states."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.embedding = Embedding(shape.source_pieces, shape.source_positions, shape.width)
        self.layers = nn.ModuleList(EncoderLayer(shape) for _ in range(shape.encoder_layers))

    def forward(self, ids: Tensor, keep: Tensor, dropout: float) -> Tensor:
        """Compute the module's output."""
        x: Tensor = self.embedding(ids, dropout)
        mask = keep[:, None, None, :]
        for layer in self.layers:
            x = layer(x, mask, dropout)
        return x


class Decoder(nn.Module):
    """Target ids and states -> hidden values; the output layer shares the pieces' embedding."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.embedding = Embedding(shape.target_pieces, shape.target_positions, shape.width)
        self.layers = nn.ModuleList(DecoderLayer(shape) for _ in range(shape.decoder_layers))
        self.bias = nn.Parameter(torch.zeros(shape.target_pieces))

    def forward(self, ids: Tensor, states: Tensor, keep: Tensor, dropout: float) -> Tensor:
        """Compute the module's output."""
        x: Tensor = self.embedding(ids, dropout)
        mask = keep[:, None, None, :]
        for layer in self.layers:
            x = layer(x, states, mask, dropout)
        return x

    def logits(self, hidden: Tensor) -> Tensor:
        """Score every piece as the next."""
        return functional.linear(hidden, self.embedding.piece.weight, self.bias)


class TranslationModel(nn.Module):
    """Source ids in, target logits out."""

    def __init__(self, shape: Shape, dropout: Dropout | None = None) -> None:
        super().__init__()
        self.shape = shape
        self.dropout = dropout or Dropout()
        self.encoder = Encoder(shape)
        self.decoder = Decoder(shape)

    def encode(self, source: Tensor, keep: Tensor) -> Tensor:
        """Compute the encoder's states; `keep` is False on padding."""
        rate = self.dropout.encoder if self.training else 0.0
        if self.training and self.dropout.source_pieces:
            hidden = torch.rand(source.shape, device=source.device) < self.dropout.source_pieces
            source = source.masked_fill(hidden & (source > UNK), UNK)
        states: Tensor = self.encoder(source, keep, rate)
        return states

    def hidden(self, target: Tensor, states: Tensor, keep: Tensor) -> Tensor:
        """Compute the decoder's last hidden values for every prefix of `target`."""
        rate = self.dropout.decoder if self.training else 0.0
        result: Tensor = self.decoder(target, states, keep, rate)
        return result

    def forward(self, source: Tensor, keep: Tensor, target: Tensor) -> Tensor:
        """Compute the module's output."""
        return self.decoder.logits(self.hidden(target, self.encode(source, keep), keep))


def likeliest(logits: Tensor) -> Tensor:
    """Pick the likeliest piece of each row."""
    return logits.argmax(-1)


def drawn(count: int) -> Callable[[Tensor], Tensor]:
    """Return a way to pick: draw one of each row's likeliest pieces, by probability."""

    def pick(logits: Tensor) -> Tensor:
        best, pieces = logits.topk(count, dim=-1)
        return pieces.gather(-1, torch.multinomial(best.softmax(-1), 1))[:, 0]

    return pick


@torch.no_grad()
def greedy(
    model: TranslationModel,
    source: Tensor,
    keep: Tensor,
    longest: int = 120,
    *,
    pick: Callable[[Tensor], Tensor] = likeliest,
) -> list[list[int]]:
    """Pick the next piece until every row has ended; without special pieces."""
    states = model.encode(source, keep)
    rows = source.size(0)
    target = torch.full((rows, 1), EOS, device=source.device)
    ended = torch.zeros(rows, dtype=torch.bool, device=source.device)
    for _ in range(longest):
        logits = model.decoder.logits(model.hidden(target, states, keep)[:, -1]).float()
        logits[:, list(NEVER_PRODUCED)] = float("-inf")
        best = pick(logits).masked_fill(ended, PAD)
        target = torch.cat([target, best[:, None]], dim=1)
        ended |= best == EOS
        if bool(ended.all()):
            break
    found = []
    for row in target[:, 1:].tolist():
        end = row.index(EOS) if EOS in row else len(row)
        found.append([piece for piece in row[:end] if piece > UNK])
    return found
